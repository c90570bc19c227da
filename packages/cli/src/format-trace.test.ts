import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { stripVTControlCharacters } from 'node:util';
import { at, makeLog, makeSpan, type SpanInput, TRACE_ID } from '../test-support/telemetry.ts';
import { type FormatOptions, formatTrace } from './format-trace.ts';
import type { ReceivedLog } from './received.ts';
import { textWidth } from './text.ts';
import type { AssembledTrace } from './trace-assembler.ts';

before(() => {
  process.env.TZ = 'UTC';
});

function toTrace(spans: SpanInput[], logs: ReceivedLog[] = [], fields: Partial<AssembledTrace> = {}): AssembledTrace {
  const made = spans.map(makeSpan);
  return { traceId: TRACE_ID, spans: made, logs, addition: false, earlierSpans: new Map(), ...fields };
}

function format(trace: AssembledTrace, options: Partial<FormatOptions> = {}): string {
  return formatTrace(trace, { color: false, width: 88, ...options });
}

function lines(trace: AssembledTrace, options: Partial<FormatOptions> = {}): string[] {
  return format(trace, options).split('\n');
}

const checkout: SpanInput[] = [
  {
    id: '1',
    name: 'POST /checkout',
    kind: 'SERVER',
    service: 'gateway',
    to: 124,
    error: '',
    attributes: {
      'http.request.method': 'POST',
      'http.route': '/checkout',
      'http.response.status_code': 502,
      'tenant.id': 'acme',
    },
  },
  {
    id: '2',
    parent: '1',
    name: 'POST',
    kind: 'CLIENT',
    service: 'gateway',
    from: 3,
    to: 90,
    attributes: {
      'http.request.method': 'POST',
      'url.full': 'http://orders:8081/orders?key=secret',
      'http.response.status_code': 201,
    },
  },
  {
    id: '3',
    parent: '2',
    name: 'POST /orders',
    kind: 'SERVER',
    service: 'orders',
    from: 5,
    to: 88.4,
    attributes: { 'http.request.method': 'POST', 'http.response.status_code': 201 },
  },
  {
    id: '4',
    parent: '3',
    name: 'INSERT',
    kind: 'CLIENT',
    service: 'orders',
    from: 6,
    to: 6.0875,
    attributes: { 'db.system.name': 'postgresql', 'db.query.text': 'INSERT INTO orders\n  VALUES ($1)' },
  },
  {
    id: '5',
    parent: '3',
    name: 'orders publish',
    kind: 'PRODUCER',
    service: 'orders',
    from: 80,
    to: 82,
    attributes: { 'messaging.system': 'kafka', 'messaging.destination.name': 'orders' },
  },
  {
    id: '6',
    parent: '1',
    name: 'chat gpt-5',
    kind: 'CLIENT',
    service: 'gateway',
    from: 92,
    to: 120,
    error: '429 slow down',
    attributes: { 'gen_ai.request.model': 'gpt-5', 'gen_ai.usage.input_tokens': 12, 'gen_ai.usage.output_tokens': 34 },
    events: [
      {
        name: 'exception',
        timeUnixNano: at(119),
        attributes: { 'exception.type': 'RateLimitError', 'exception.message': '429 slow down' },
        droppedAttributesCount: 0,
      },
      { name: 'retry', timeUnixNano: at(100), attributes: {}, droppedAttributesCount: 0 },
    ],
    links: [
      {
        traceId: 'ab'.repeat(16),
        spanId: 'cd'.repeat(8),
        traceState: '',
        flags: 0,
        attributes: {},
        droppedAttributesCount: 0,
      },
    ],
  },
];

describe('a trace', () => {
  test('on a terminal too narrow for bars', () => {
    const log = makeLog({ span: '3', when: 10, body: 'order created', attributes: { 'order.id': 7, 'code.line': 3 } });
    assert.equal(
      format(toTrace(checkout, [log])),
      `▶ POST /checkout  124 ms  6 spans, 1 log, 2 errors  ${TRACE_ID}  2…
   124 ms  POST /checkout server gateway  502  tenant=acme
    87 ms  ├─ POST client gateway  orders:8081/orders  201
  83.4 ms  │  └─ POST /orders server orders  201
   +10 ms  │     │ INFO  order created order.id=7
  87.5 µs  │     ├─ INSERT client orders  postgresql  INSERT INTO orders VALUES ($1)
     2 ms  │     └─ orders publish producer orders  kafka
    28 ms  └─ chat gpt-5 client gateway  12 in, 34 out tokens
                ✖ RateLimitError: 429 slow down
  +100 ms       • retry
                → linked to trace abababababababababababababababab`,
    );
  });

  test('with bars', () => {
    assert.equal(
      format(toTrace(checkout), { width: 120 }).split('\n').slice(1, 5).join('\n'),
      `   124 ms  ━━━━━━━━━━━━━━━━  POST /checkout server gateway  502  tenant=acme
    87 ms  ━━━━━━━━━━━━      ├─ POST client gateway  orders:8081/orders  201
  83.4 ms  ━━━━━━━━━━━━      │  └─ POST /orders server orders  201
  87.5 µs  ━                 │     ├─ INSERT client orders  postgresql  INSERT INTO orders VALUES ($1)`,
    );
  });

  test('has the same text with colours', () => {
    const plain = format(toTrace(checkout));
    const colored = format(toTrace(checkout), { color: true });
    assert.ok(colored.includes('\x1b[1;31mPOST /checkout\x1b[0m'));
    assert.equal(stripVTControlCharacters(colored), plain);
  });

  test('is never wider than the terminal', () => {
    const wide = [...checkout, { id: '7', parent: '1', name: '订单 🛒 '.repeat(30), service: 'склад' }];
    for (const width of [40, 60, 80, 120, 200]) {
      for (const line of lines(toTrace(wide), { width })) assert.ok(textWidth(line) <= width, `${width}: ${line}`);
    }
  });

  test('shows spans whose parent is missing, and a circle of parents', () => {
    const spans = [
      { id: '1', name: 'root' },
      { id: '2', parent: '99', name: 'orphan' },
      { id: '3', parent: '4', name: 'chicken' },
      { id: '4', parent: '3', name: 'egg' },
      { id: '5', parent: '5', name: 'own parent' },
    ];
    assert.deepEqual(lines(toTrace(spans)).slice(1), [
      '     1 ms  root internal shop',
      '     1 ms  orphan internal shop  (parent 0000000000000099 not received)',
      '     1 ms  chicken internal shop  (its parents form a circle)',
      '     1 ms  └─ egg internal shop',
      '     1 ms  own parent internal shop  (its parents form a circle)',
    ]);
  });

  test('that goes on names what was shown before', () => {
    const trace = toTrace([{ id: '2', parent: '1', name: 'late' }], [makeLog({ span: '1', body: 'bye' })], {
      addition: true,
      earlierSpans: new Map([['1'.padStart(16, '0'), 'GET /']]),
    });
    assert.deepEqual(lines(trace), [
      `▷ late: late  1 ms  1 span, 1 log  ${TRACE_ID}  22:13:20.000  shop`,
      '     1 ms  late internal shop  (under GET /)',
      '           INFO  bye  (of GET /)',
    ]);
  });

  test('of logs alone', () => {
    const trace = toTrace([], [makeLog({ span: '1', severityNumber: 17, severityText: '' })], { addition: true });
    assert.deepEqual(lines(trace), [
      `▷ late: logs  1 log  ${TRACE_ID}  22:13:20.000`,
      '           ERROR hello  (of span 0000000000000001, not received)',
    ]);
  });
});

describe('what fails', () => {
  const failure = (span: Partial<SpanInput>): string[] =>
    lines(toTrace([{ id: '1', error: '', ...span }]))
      .slice(2)
      .map((line) => line.trim());
  const exception = (type: string, message: string) => ({
    name: 'exception',
    timeUnixNano: at(0),
    attributes: { 'exception.type': type, 'exception.message': message },
    droppedAttributesCount: 0,
  });

  test('is told once, by the most that is known', () => {
    assert.deepEqual(failure({ error: 'boom' }), ['✖ boom']);
    assert.deepEqual(failure({}), ['✖ failed, without a message']);
    assert.deepEqual(failure({ attributes: { 'error.type': 'TimeoutError' } }), ['✖ failed: TimeoutError']);
    assert.deepEqual(failure({ error: 'boom', events: [exception('Error', 'boom')] }), ['✖ Error: boom']);
    const twice = [exception('Error', 'boom'), exception('Error', 'boom')];
    assert.deepEqual(failure({ error: 'other', events: twice }), ['✖ other', '✖ Error: boom']);
  });

  test('with an HTTP status needs no more words', () => {
    const attributes = { 'http.request.method': 'GET', 'http.response.status_code': 500, 'error.type': '500' };
    assert.deepEqual(failure({ attributes }), []);
    assert.deepEqual(failure({ attributes: { ...attributes, 'error.type': 'ECONNRESET' } }), ['✖ failed: ECONNRESET']);
  });
});

describe('a large trace', () => {
  const query = (index: number, fields: Partial<SpanInput> = {}): SpanInput => ({
    id: `a${index}`,
    parent: '1',
    name: 'pg.query',
    kind: 'CLIENT',
    from: index,
    to: index + 0.5,
    ...fields,
  });

  test('has siblings that look alike in one line', () => {
    const spans: SpanInput[] = [{ id: '1', name: 'GET /', to: 500 }];
    for (let index = 0; index < 482; index++) spans.push(query(index));
    spans.push(query(490, { name: 'other' }));
    assert.deepEqual(lines(toTrace(spans)).slice(1), [
      '   500 ms  GET / internal shop',
      '   500 µs  ├─ pg.query client shop',
      '   500 µs  ├─ pg.query client shop',
      ' Σ 240 ms  ├─ … 480 more `pg.query` spans, longest 500 µs',
      '   500 µs  └─ other client shop',
    ]);
  });

  test('folds what is below as well, and what failed apart', () => {
    const spans: SpanInput[] = [{ id: '1', name: 'batch', to: 100 }];
    for (let index = 0; index < 10; index++) {
      spans.push(query(index, index === 7 ? { error: 'deadlock' } : {}));
      spans.push({ id: `b${index}`, parent: `a${index}`, name: 'connect', from: index, to: index + 0.1 });
    }
    assert.deepEqual(lines(toTrace(spans)).slice(1), [
      '   100 ms  batch internal shop',
      '   500 µs  ├─ pg.query client shop',
      '   100 µs  │  └─ connect internal shop',
      '   500 µs  ├─ pg.query client shop',
      '   100 µs  │  └─ connect internal shop',
      ' Σ 3.5 ms  ├─ … 7 more `pg.query` spans (14 spans in all), longest 500 µs',
      '   500 µs  └─ pg.query client shop',
      '              │ ✖ deadlock',
      '   100 µs     └─ connect internal shop',
    ]);
  });

  test('ends at the most lines, and says what is left', () => {
    const spans: SpanInput[] = [{ id: '1', name: 'root' }];
    for (let index = 0; index < 50; index++) spans.push(query(index, { name: `step ${index}` }));
    const shown = lines(toTrace(spans), { maxLines: 12 });
    assert.equal(shown.length, 13);
    assert.equal(shown.at(-1), '           … 40 more spans');
  });

  test('may be 50,000 spans deep or wide', () => {
    const deep = Array.from({ length: 50_000 }, (_, index) => ({
      id: index.toString(16),
      ...(index > 0 && { parent: (index - 1).toString(16) }),
    }));
    const wide = Array.from({ length: 50_000 }, (_, index) => ({
      id: (index + 1).toString(16),
      ...(index > 0 && { parent: '1' }),
      name: `step ${index}`,
    }));
    for (const spans of [deep, wide]) {
      const shown = lines(toTrace(spans), { width: 80 });
      assert.equal(shown.length, 201);
      assert.equal(shown.at(-1), '           … 49,801 more spans');
      for (const line of shown) assert.ok(textWidth(line) <= 80);
    }
  });
});

test('nothing in a trace can act on the terminal', () => {
  const evil = '\x1b[2J\x1b]0;owned\x07\r\n\u009b31m\u202eevil\u2028\u0000';
  const trace = toTrace(
    [
      {
        id: '1',
        name: evil,
        service: evil,
        error: evil,
        attributes: {
          'http.request.method': evil,
          'url.path': evil,
          'db.system.name': evil,
          'db.query.text': evil,
          'gen_ai.request.model': evil,
          'rpc.system': evil,
          'rpc.method': evil,
          'messaging.system': evil,
          'messaging.destination.name': [evil],
          'tenant.id': { [evil]: evil },
        },
        events: [
          { name: evil, timeUnixNano: 0n, attributes: {}, droppedAttributesCount: 0 },
          { name: 'exception', timeUnixNano: 0n, attributes: { 'exception.type': evil }, droppedAttributesCount: 0 },
        ],
      },
    ],
    [makeLog({ span: '1', severityText: evil, eventName: evil, body: evil, attributes: { [evil]: evil } })],
  );
  const text = format(trace, { width: 2000 });
  assert.doesNotMatch(text.replaceAll('\n', ''), /[\p{Cc}\u2028\u2029\u202a-\u202e]/u);
  assert.equal(text.split('\n').length, 5);
  assert.match(text, /\\x1b\[2J\\x1b\]0;owned\\x07\\r\\n\\x9b31m\\u\{202e\}evil\\u\{2028\}\\x00/);
});
