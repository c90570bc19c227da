import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeLog } from '../test-support/telemetry.ts';
import { formatLog } from './format-log.ts';
import type { ReceivedLog } from './received.ts';

const rows: [what: string, fields: Partial<ReceivedLog>, end: string][] = [
  ['a body', { body: 'hello' }, 'shop INFO  hello'],
  ['an event', { eventName: 'shop.closed', body: undefined }, 'shop INFO  shop.closed'],
  ['an event with a body', { eventName: 'shop.closed', body: 'late' }, 'shop INFO  shop.closed late'],
  [
    'an event named by an attribute, with an empty body',
    { attributes: { 'event.name': 'gen_ai.choice' }, body: {} },
    'shop INFO  gen_ai.choice',
  ],
  [
    'who pays, before what the program says of it',
    { attributes: { a: 1, b: 2, c: 3, d: 4, e: 5, 'tenant.id': 'acme', 'cost_center.id': 'cc-1' }, body: 'sold' },
    'shop INFO  sold tenant.id=acme cost_center.id=cc-1 a=1 b=2 c=3 d=4',
  ],
];

for (const [what, fields, end] of rows) {
  test(what, () => {
    const line = formatLog(makeLog(fields), { color: false, width: 100 });
    assert.ok(line.endsWith(end), line);
  });
}
