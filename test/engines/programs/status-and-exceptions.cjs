// The status that wins, and recordException with whatever programs throw.
const { SpanStatusCode, trace } = require('@opentelemetry/api');

const { ERROR, OK, UNSET } = SpanStatusCode;
const tracer = trace.getTracer('status-and-exceptions');

const statuses = {
  unset: [{ code: UNSET, message: 'ignored' }],
  ok: [{ code: OK, message: 'ignored' }],
  error: [{ code: ERROR, message: 'broken' }],
  'error without message': [{ code: ERROR }],
  'error with empty message': [{ code: ERROR, message: '' }],
  'error, then error': [
    { code: ERROR, message: 'first' },
    { code: ERROR, message: 'second' },
  ],
  'error with message, then without': [{ code: ERROR, message: 'first' }, { code: ERROR }],
  'ok, then error': [{ code: OK }, { code: ERROR, message: 'late' }],
  'error, then ok': [{ code: ERROR, message: 'first' }, { code: OK }],
  'error, then unset': [{ code: ERROR, message: 'first' }, { code: UNSET }],
  'ok, then unset': [{ code: OK }, { code: UNSET }],
  'message is a number': [{ code: ERROR, message: 5 }],
  'message is an error': [{ code: ERROR, message: new Error('no text') }],
  'message is null': [{ code: ERROR, message: null }],
  'message of all alphabets': [{ code: ERROR, message: 'ž 日本 👍 \udc00' }],
};
for (const [name, given] of Object.entries(statuses)) {
  const span = tracer.startSpan(`status: ${name}`);
  for (const status of given) span.setStatus(status);
  span.end();
}

class PaymentError extends Error {
  name = 'PaymentError';
}
class Unnamed extends Error {}
const withoutStack = new Error('no stack');
delete withoutStack.stack;

const exceptions = {
  error: new Error('boom'),
  'error without message': new Error(),
  'type error': new TypeError('wrong type'),
  'own class with a name': new PaymentError('card'),
  'own class without a name': new Unnamed('unnamed'),
  cause: new Error('outer', { cause: new Error('inner') }),
  'cause that is text': new Error('outer', { cause: 'inner' }),
  aggregate: new AggregateError([new Error('one'), new Error('two')], 'both'),
  'code of text': Object.assign(new Error('no file'), { code: 'ENOENT' }),
  'code of a number': Object.assign(new Error('status'), { code: 404 }),
  'code zero': Object.assign(new Error('zero'), { code: 0 }),
  'without stack': withoutStack,
  'stack that is no text': Object.assign(new Error('odd stack'), { stack: 5 }),
  text: 'thrown text',
  'empty text': '',
  'object with a message': { message: 'only a message' },
  'object with a name': { name: 'OnlyAName' },
  'object with a code': { code: 'ONLY_A_CODE' },
  'object with everything': { code: 'C', name: 'N', message: 'M', stack: 'S' },
  'empty object': {},
  number: 5,
  null: null,
  undefined: undefined,
  true: true,
  symbol: Symbol('s'),
  function: function thrown() {},
  'message that is an object': { message: { text: 'inside' } },
  DOMException: new DOMException('aborted', 'AbortError'),
};
for (const [name, exception] of Object.entries(exceptions)) {
  const span = tracer.startSpan(`exception: ${name}`);
  try {
    span.recordException(exception);
  } catch (error) {
    console.log(`exception ${name}: throws ${error.name}`);
  }
  span.end();
}

const span = tracer.startSpan('exception with a time');
span.recordException(new Error('then'), [1_700_000_000, 5]);
span.recordException('then as text', new Date(1_700_000_000_123));
span.setStatus({ code: ERROR, message: 'then' });
span.end();

const many = tracer.startSpan('many exceptions');
for (let i = 0; i < 150; i++) many.recordException({ name: 'Repeated', message: String(i) });
many.end();
