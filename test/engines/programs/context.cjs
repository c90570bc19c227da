// The context API: values, with, bind on functions and emitters, and what it does with errors, this and arguments.
const { EventEmitter } = require('node:events');
const { ROOT_CONTEXT, context, createContextKey, propagation, trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('context');
const print = (name, value) => console.log(`${name}: ${JSON.stringify(value)}`);
const key = createContextKey('key');
const other = createContextKey('other');

print('active is the root', context.active() === ROOT_CONTEXT);
print('equal names are other keys', createContextKey('key') !== key);
const one = ROOT_CONTEXT.setValue(key, 1);
const two = one.setValue(key, 2).setValue(other, 'o');
print('values', [ROOT_CONTEXT.getValue(key) ?? null, one.getValue(key), two.getValue(key), two.getValue(other)]);
print('deleted', [two.deleteValue(key).getValue(key) ?? null, two.getValue(key), two.deleteValue(other).getValue(key)]);
print('value undefined', one.setValue(key, undefined).getValue(key) ?? 'undefined');
print('value null', one.setValue(key, null).getValue(key) === null);
const span = tracer.startSpan('span');
const withSpan = trace.setSpan(two, span);
print('span and values', [trace.getSpan(withSpan) === span, withSpan.getValue(other)]);
print('span deleted', [trace.getSpan(trace.deleteSpan(withSpan)) ?? null, withSpan.getValue(other)]);
const many = Array.from({ length: 20 }, (_, i) => createContextKey(`many ${i}`));
const full = many.reduce((made, made1, i) => made.setValue(made1, i), withSpan);
print(
  'many values',
  many.map((made) => full.getValue(made)),
);
print(
  'baggage',
  propagation
    .getBaggage(propagation.setBaggage(full, propagation.createBaggage({ a: { value: 'b' } })))
    ?.getAllEntries(),
);
print('baggage deleted', propagation.getBaggage(propagation.deleteBaggage(full)) ?? 'none');

print(
  'with returns',
  context.with(one, () => 'result'),
);
print(
  'with passes',
  context.with(
    one,
    function (a, b) {
      return [this.me, a, b];
    },
    { me: 'this' },
    1,
    2,
  ),
);
print(
  'this of a plain call',
  context.with(one, function () {
    'use strict';
    return this === undefined;
  }),
);
print(
  'nested',
  context.with(one, () => [
    context.active().getValue(key),
    context.with(two, () => context.active().getValue(key)),
    context.active().getValue(key),
  ]),
);
try {
  context.with(two, () => {
    throw new Error('inside');
  });
} catch (error) {
  print('throws through', error.message);
}
print('after the throw', context.active().getValue(key) ?? 'none');
print(
  'same context inside itself',
  context.with(one, () => context.with(one, () => context.active() === one)),
);
context.with(one, () => context.with(ROOT_CONTEXT, () => print('root inside', context.active() === ROOT_CONTEXT)));
for (const wrong of [null, undefined]) {
  try {
    print(
      `with ${wrong}`,
      context.with(wrong, () => typeof context.active()),
    );
  } catch (error) {
    print(`with ${wrong} throws`, error.name);
  }
}
try {
  print('with no function', context.with(one, 'text') ?? 'nothing');
} catch (error) {
  print('with no function throws', error.name);
}

function named(a, b) {
  return [this?.me ?? null, a, b, context.active().getValue(key) ?? null];
}
const bound = context.bind(one, named);
print('bound', bound.call({ me: 'this' }, 1, 2));
print(
  'bound in another',
  context.with(two, () => bound(3, 4)),
);
print('bound length', bound.length);
print('bound twice', context.bind(two, bound)(5, 6));
print('unbound', named(7, 8));
for (const value of [1, 'text', null, undefined, { a: 1 }, ['list']]) {
  print(`bind ${JSON.stringify(value)}`, context.bind(one, value) === value);
}

const active = () => context.active().getValue(key) ?? 'none';
const emitter = new EventEmitter();
emitter.on('early', () => print('listener added before bind', active()));
print('bind returns the emitter', context.bind(one, emitter) === emitter);
emitter.on('event', () => print('listener', active()));
emitter.once('event', () => print('once', active()));
emitter.prependListener('event', () => print('in front', active()));
emitter.addListener('added', () => print('added', active()));
const removed = () => print('removed', 'was called');
emitter.on('event', removed);
emitter.off('event', removed);
print('listeners', [emitter.listenerCount('event'), emitter.listeners('event').length]);
emitter.emit('early');
emitter.emit('event');
print('once is gone', emitter.listenerCount('event'));
context.with(two, () => emitter.emit('added'));
context.bind(two, emitter);
emitter.on('rebound', () => print('bound again', active()));
emitter.emit('rebound');
emitter.removeAllListeners('event');
print('all removed', emitter.listenerCount('event'));

async function main() {
  await context.with(two, async () => {
    await null;
    print('async', active());
  });
  const rejected = await context
    .with(two, async () => {
      await null;
      throw new Error('later');
    })
    .catch((error) => `${error.message}, ${active()}`);
  print('rejected', rejected);
  const later = context.with(one, () => new Promise((resolve) => setTimeout(() => resolve(active()), 1)));
  print('timer', await later);
  const stream = new (require('node:stream').PassThrough)();
  context.bind(one, stream);
  stream.on('data', (chunk) => print(`data ${chunk}`, active()));
  context.with(two, () => stream.write('1'));
  stream.end('2');
  await require('node:events').once(stream, 'end');
  span.end();
}
main();
