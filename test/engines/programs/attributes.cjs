// Attributes of every type the API allows, some that it does not, and what is kept of them.
const { trace } = require('@opentelemetry/api');

const tracer = trace.getTracer('attributes');

function span(name, attributes, then = () => {}) {
  const made = tracer.startSpan(name, { attributes });
  then(made);
  made.end();
}

const circular = { name: 'circular' };
circular.self = circular;
const shared = { of: 'both' };
class Money {
  amount = 5;
}

const values = {
  text: 'plain',
  'text.empty': '',
  'text.unicode': 'žluťoučký 日本語 👩‍👩‍👧 \u0000\u001f\u007f\u2028',
  'text.lone-high': 'a\ud800b',
  'text.lone-low': 'a\udc00b',
  'text.huge': 'ab€'.repeat(30_000),
  true: true,
  false: false,
  zero: 0,
  'minus-zero': -0,
  one: 1,
  minus: -7,
  half: 0.5,
  'int32.max': 2 ** 31 - 1,
  'int32.over': 2 ** 31,
  'uint32.over': 2 ** 32,
  'int32.min': -(2 ** 31),
  'int32.under': -(2 ** 31) - 1,
  'integer.max': Number.MAX_SAFE_INTEGER,
  'integer.min': Number.MIN_SAFE_INTEGER,
  'integer.over': 2 ** 53,
  'int64.over': 2 ** 63,
  'int64.min': -(2 ** 63),
  'number.huge': 1e300,
  'number.tiny': 5e-324,
  nan: Number.NaN,
  infinity: Number.POSITIVE_INFINITY,
  'minus-infinity': Number.NEGATIVE_INFINITY,
  null: null,
  undefined: undefined,
  'array.empty': [],
  'array.text': ['a', '', 'c'],
  'array.numbers': [1, 2.5, -3, Number.NaN],
  'array.booleans': [true, false],
  'array.mixed': [1, 'two', true, null, 4.5],
  'array.holes': ['a', null, undefined, 'd'],
  // biome-ignore lint/suspicious/noSparseArray: what a program can do.
  'array.sparse': ['a', , 'c'],
  'array.nested': [[1], [[2]], []],
  'array.maps': [{ a: 1 }, { b: [true] }],
  bytes: new Uint8Array([0, 1, 254, 255]),
  'bytes.empty': new Uint8Array(),
  'bytes.buffer': Buffer.from('buffer'),
  'bytes.view': new Uint8Array([9, 8, 7, 6]).subarray(1, 3),
  'bytes.words': new Uint16Array([1, 2]),
  'bytes.clamped': new Uint8ClampedArray([1, 2]),
  map: { a: 1, b: 'two', c: { d: [3, null] }, e: undefined },
  'map.empty': {},
  'map.no-prototype': Object.assign(Object.create(null), { a: 1 }),
  'map.empty-key': { '': 'x' },
  'map.shared': [shared, shared],
  bigint: 5n,
  symbol: Symbol('s'),
  function: () => 1,
  date: new Date(0),
  error: new Error('no value'),
  regexp: /x/,
  instance: new Money(),
  Map: new Map([['a', 1]]),
  Set: new Set([1]),
  circular,
  'array.circular': [circular],
  'array.bigint': [1n],
  boxed: new String('boxed'),
  '': 'empty key',
  'key with spaces': 1,
  'ключ 🔑': 1,
  ['k'.repeat(5000)]: 'a long key',
  __proto__: { ignored: true },
  constructor: 'constructor',
  toString: 'toString',
  hasOwnProperty: 'hasOwnProperty',
};

span('given at the start', values);
span('set together', undefined, (made) => made.setAttributes(values));
span('set one by one', undefined, (made) => {
  for (const [key, value] of Object.entries(values)) made.setAttribute(key, value);
});
span('__proto__', JSON.parse('{"__proto__": "at the start"}'));
span('__proto__ set', undefined, (made) => made.setAttribute('__proto__', 'later'));

span('overwritten', { a: 1, b: 'text', c: true, d: [1] }, (made) => {
  made.setAttribute('a', 'text').setAttribute('b', 2).setAttribute('c', null).setAttribute('d', undefined);
  made.setAttribute('a', 'last').setAttribute('b', 5n);
});
span('changed by its owner afterwards', undefined, (made) => {
  const list = ['a'];
  const map = { a: { b: 1 } };
  made.setAttribute('list', list).setAttribute('map', map);
  list.push('b');
  map.a.b = 2;
});
span('inherited', Object.create({ inherited: 1 }, { own: { value: 2, enumerable: true } }), (made) => {
  made.setAttributes(Object.create({ inherited: 1 }, { later: { value: 2, enumerable: true } }));
});
span('many', undefined, (made) => {
  for (let i = 0; i < 200; i++) made.setAttribute(`n${i}`, i);
  for (let i = 0; i < 200; i += 50) made.setAttribute(`n${i}`, 'again');
});
span('many at the start', Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`n${i}`, i])));
span('none', null, (made) => made.setAttributes({}));

for (const wrong of [null, undefined, 'text', 5, ['a', 'b']]) {
  const made = tracer.startSpan(`setAttributes of ${JSON.stringify(wrong)}`);
  try {
    made.setAttributes(wrong);
  } catch (error) {
    console.log(`setAttributes ${JSON.stringify(wrong)}: throws ${error.name}`);
  }
  made.end();
}
for (const wrong of [null, undefined, 5, Symbol.iterator, {}]) {
  const made = tracer.startSpan(`key ${String(wrong)}`);
  try {
    made.setAttribute(wrong, 'value');
  } catch (error) {
    console.log(`key ${String(wrong)}: throws ${error.name}`);
  }
  made.end();
}
span('deep', undefined, (made) => {
  for (const depth of [5, 20, 29, 30]) {
    let list = [];
    let map = {};
    for (let i = 1; i < depth; i++) {
      list = [list];
      map = { m: map };
    }
    made.setAttribute(`list.${depth}`, list).setAttribute(`map.${depth}`, map);
  }
});
span('throwing getter', undefined, (made) => {
  try {
    made.setAttribute('getter', {
      get a() {
        throw new Error('getter');
      },
    });
    console.log('throwing getter: kept out');
  } catch (error) {
    console.log(`throwing getter: throws ${error.message}`);
  }
});
