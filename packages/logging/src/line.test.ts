import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { setCorrelationId, setOperation, setOwnerSlot, setUserHash } from '@spanwise/semconv';
import { createLine, type Entry, lineFields } from './line.ts';
import { setOwnContext } from './request-context.ts';
import { serviceOf } from './service.ts';
import { textLine } from './text-line.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';
const request = setUserHash(
  setOperation(
    setCorrelationId(
      setOwnerSlot(trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 }), {
        owner: { tenant: 'acme', costCenter: 'cc-7' },
      }),
      'req-1',
    ),
    'checkout',
  ),
  'f00',
);

const gateway = serviceOf({
  'service.name': 'shop',
  'service.tier': 'gateway',
  'service.instance.cost_center.id': 'cc-1',
});

function fieldsOf(entry: Partial<Entry>, { service = gateway, context = request } = {}) {
  const whole = { level: 'info', message: 'm', fields: {}, error: undefined, ...entry };
  return lineFields(createLine(whole, { name: 'orders', category: undefined, service, baggage: [] }, context), service);
}

describe('the fields of a line', () => {
  const rows: [field: string, expected: unknown, entry?: Partial<Entry>][] = [
    ['service.name', 'shop'],
    ['service.tier', 'gateway'],
    ['log_level', 'INFO'],
    ['message', 'm'],
    ['trace.id', traceId],
    ['trace.span_id', spanId],
    ['http.method', 'GET', { fields: { 'http.request.method': 'GET' } }],
    ['http.method', 'PUT', { fields: { 'http.method': 'PUT' } }],
    ['http.status_code', 404, { fields: { 'http.response.status_code': 404 } }],
    ['http.response_time_ms', 12.5, { fields: { 'http.response_time_ms': 12.5 } }],
    ['cost.center', 'cc-7'],
    ['cost.weight', 2],
    ['correlation.id', 'req-1'],
    ['operation.name', 'checkout'],
    ['user.hash', 'f00'],
    ['tenant.id', 'acme'],
    ['component', 'orders'],
    ['log.category', 'application'],
    ['log.category', 'error', { level: 'error' }],
    ['log.category', 'audit', { level: 'error', fields: { 'log.category': 'audit' } }],
    ['tags', ['a', 'b'], { fields: { tags: ['a', 'b'] } }],
    ['order', 7, { fields: { order: 7 } }],
    ['fields.trace.id', 'mine', { fields: { 'trace.id': 'mine' } }],
    ['error.type', 'TypeError', { error: new TypeError('boom') }],
    ['error.message', 'boom', { error: new TypeError('boom') }],
    ['error.causes', ['Error: why'], { error: new Error('boom', { cause: new Error('why') }) }],
  ];
  for (const [field, expected, entry] of rows) {
    it(`${field}: ${JSON.stringify(expected)}`, () => assert.deepEqual(fieldsOf(entry ?? {})[field], expected));
  }

  it('@timestamp is a time, and error.stack the stack', () => {
    const fields = fieldsOf({ error: new Error('boom') });
    assert.match(String(fields['@timestamp']), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.match(String(fields['error.stack']), /^Error: boom\n +at /);
  });

  for (const [level, name] of Object.entries({
    debug: 'DEBUG',
    info: 'INFO',
    warn: 'WARNING',
    warning: 'WARNING',
    error: 'ERROR',
    critical: 'CRITICAL',
  })) {
    it(`log_level of ${level}: ${name}`, () => assert.equal(fieldsOf({ level }).log_level, name));
  }

  it('without a request are those of the service', () => {
    const fields = fieldsOf({}, { context: ROOT_CONTEXT });
    assert.deepEqual([fields['cost.center'], fields['cost.weight'], fields['trace.id']], ['cc-1', 2, undefined]);
    const plain = fieldsOf({}, { context: ROOT_CONTEXT, service: serviceOf({}) });
    assert.deepEqual([plain['service.name'], plain['cost.weight']], ['unknown_service:node', undefined]);
  });

  it('add tags of the call to those of the context', () => {
    const context = setOwnContext(request, { owner: {}, fields: { part: 'p' }, tags: ['outer'] });
    const fields = fieldsOf({ fields: { tags: 'inner' } }, { context });
    assert.deepEqual([fields.tags, fields.part], [['outer', 'inner'], 'p']);
  });
});

describe('a line for people', () => {
  const line = (entry: Partial<Entry>, isColored = false) =>
    textLine(
      createLine(
        { level: 'warning', message: 'm', fields: {}, error: undefined, ...entry },
        { name: 'orders', category: undefined, service: serviceOf({}), baggage: [] },
        ROOT_CONTEXT,
      ),
      'orders',
      isColored,
    );

  it('has time, level, logger, message and fields', () => {
    assert.match(line({ fields: { a: 1, b: 'x y', c: 'z' } }), /^\S+Z WARNING {2}orders m a=1 b="x y" c=z$/);
  });

  it('is colored on a terminal', () => {
    assert.ok(line({}, true).includes('\x1b[33mWARNING'));
    assert.ok(!line({}).includes('\x1b'));
  });

  it('shows line breaks and control characters instead of obeying them', () => {
    const text = line({ message: 'one\n2026-01-01 ERROR forged \x1b[2J', fields: { 'k\r': 'v\u2028' } });
    assert.equal(text.split('\n').length, 1);
    assert.match(text, /one\\n2026-01-01 ERROR forged \\u001b\[2J/);
  });

  it('has the stack below it', () => {
    assert.match(
      line({ error: new Error('boom', { cause: 'why' }) }),
      /m\n {4}Error: boom\n {4}at .*\n {4}caused by why$/s,
    );
  });
});
