// The active span in listeners, streams and resources of the program's own.
const { AsyncResource, executionAsyncResource } = require('node:async_hooks');
const { EventEmitter, on, once } = require('node:events');
const { PassThrough, Readable, Transform, Writable } = require('node:stream');
const { pipeline } = require('node:stream/promises');
const { MessageChannel } = require('node:worker_threads');
const { trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('emitters');
const spot = (name) => tracer.startSpan(name).end();
const inside = (name, fn) =>
  tracer.startActiveSpan(name, async (span) => {
    await fn(span);
    span.end();
  });

async function main() {
  const emitter = new EventEmitter();
  await inside('listens', async () => {
    emitter.on('event', () => spot('listener'));
    emitter.once('event', () => spot('listener once'));
    emitter.prependListener('event', () => spot('listener in front'));
  });
  await inside('emits', async () => void emitter.emit('event'));
  emitter.emit('event');
  await inside('waits once', async () => {
    setTimeout(() => emitter.emit('late'), 1);
    await once(emitter, 'late');
    spot('after once');
  });
  await inside('iterates events', async () => {
    setTimeout(() => emitter.emit('item', 1), 1);
    for await (const [item] of on(emitter, 'item')) {
      spot(`item ${item}`);
      break;
    }
  });

  const target = new EventTarget();
  await inside('target listens', async () => target.addEventListener('event', () => spot('target listener')));
  await inside('target dispatches', async () => void target.dispatchEvent(new Event('event')));
  await inside('abort signal', async () => {
    const controller = new AbortController();
    controller.signal.addEventListener('abort', () => spot('aborted'));
    controller.abort();
    // The timer of a timeout signal does not keep the program alive.
    const alive = setTimeout(() => {}, 60_000);
    await once(AbortSignal.timeout(1), 'abort');
    clearTimeout(alive);
    spot('timed out');
  });

  const resource = await tracer.startActiveSpan('makes a resource', async (span) => {
    const made = new AsyncResource('Job');
    span.end();
    return made;
  });
  await inside('runs in the resource', async () => {
    resource.runInAsyncScope(() => spot('in the resource'));
    AsyncResource.bind(() => spot('bound here'))();
    resource.bind(() => spot('bound to the resource'))();
  });
  await inside('own resource type', async () => {
    await new Promise((resolve) => {
      const own = new AsyncResource('Own', { requireManualDestroy: true });
      setImmediate(() => {
        own.runInAsyncScope(() => spot(typeof executionAsyncResource()));
        own.emitDestroy();
        resolve();
      });
    });
  });

  await inside('pipeline', async () => {
    const upper = new Transform({
      transform(chunk, _encoding, callback) {
        spot(`transform ${chunk}`);
        setImmediate(callback, null, String(chunk).toUpperCase());
      },
    });
    const sink = new Writable({
      write(chunk, _encoding, callback) {
        spot(`write ${chunk}`);
        setTimeout(callback, 1);
      },
      final(callback) {
        spot('final');
        callback();
      },
    });
    await pipeline(Readable.from(['a', 'b']), upper, sink);
    spot('after the pipeline');
  });
  await inside('stream events', async () => {
    const stream = new PassThrough();
    stream.on('data', (chunk) => spot(`data ${chunk}`));
    stream.on('end', () => spot('end'));
    stream.write('1');
    setImmediate(() => stream.end('2'));
    await once(stream, 'close');
  });
  await inside('async iteration of a stream', async () => {
    for await (const chunk of Readable.from(['x', 'y'])) spot(`chunk ${chunk}`);
  });
  await inside('web streams', async () => {
    const through = new TransformStream({
      transform(chunk, controller) {
        spot(`web transform ${chunk}`);
        controller.enqueue(chunk);
      },
    });
    for await (const chunk of ReadableStream.from(['p', 'q']).pipeThrough(through)) spot(`web chunk ${chunk}`);
  });
  await inside('message channel', async () => {
    const { port1, port2 } = new MessageChannel();
    const received = once(port2, 'message');
    port1.postMessage('hello');
    await received;
    spot('after a message');
    port1.close();
  });
}
main();
