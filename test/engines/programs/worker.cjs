// Worker threads: spans in each of them, and a trace that goes on in a worker by injected headers.
const { once } = require('node:events');
const { Worker, isMainThread, parentPort, workerData } = require('node:worker_threads');
const { context, propagation, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('worker');

async function main() {
  await tracer.startActiveSpan('main thread', async (span) => {
    for (const name of ['first', 'second']) {
      const headers = {};
      propagation.inject(context.active(), headers);
      const worker = new Worker(__filename, { workerData: { name, headers } });
      worker.on('message', () => tracer.startSpan(`message of the ${name}`).end());
      await once(worker, 'exit');
    }
    span.end();
  });
}

function work({ name, headers }) {
  const parent = propagation.extract(context.active(), headers);
  tracer.startActiveSpan(`${name} worker`, {}, parent, (span) => {
    setTimeout(() => {
      tracer.startSpan(`in the ${name} worker`).end();
      parentPort.postMessage('done');
      span.end();
    }, 1);
  });
  tracer.startSpan(`root in the ${name} worker`).end();
}

if (isMainThread) main();
else work(workerData);
