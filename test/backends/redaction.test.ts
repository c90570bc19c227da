import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Collector, startCollector } from '../support/collector.ts';
import { eventually } from './eventually.ts';
import { type Otelcol, startOtelcol } from './servers/collector.ts';

/** Attribute, value sent, value that arrives. */
const rows: readonly [key: string, sent: string, arrives: string][] = [
  ['url.path', '/orders/3f1c2b5e-8a4d-4e6f-9b7a-1234567890ab/7', '/orders/3f1c2b5e-8a4d-4e6f-9b7a-1234567890ab/7'],
  ['note.visa', 'paid with 4111111111111111.', 'paid with ****.'],
  ['note.mastercard', 'card 5500005555555559', 'card ****'],
  ['note.amex', '378282246310005 kept', '**** kept'],
  ['note.twice', '4111111111111111 and bearer abcdefghijklmnop1234', '**** and ****'],
  ['order.number', '94111111111111111', '94111111111111111'],
  ['order.reference', 'A4111111111111111', 'A4111111111111111'],
  ['note.bearer', 'authorization: Bearer abcdefghijklmnop1234', 'authorization: ****'],
  ['note.basic', 'BASIC dXNlcjpwYXNzd29yZDEy', '****'],
  ['note.upper', 'BEARER abcdefghijklmnop1234', '****'],
  ['note.short', 'a bearer of news', 'a bearer of news'],
  ['note.signed', 'sent eyJhbGciOiJI.eyJzdWIiOiIx.c2ln', 'sent ****'],
  ['note.aws', 'AKIAABCDEFGHIJKLMNOP', '****'],
  ['db.connection', 'postgres://user:secret@db/shop', 'postgres****db/shop'],
  ['db.password', 'hunter2', '****'],
  ['http.request.header.authorization', 'anything', '****'],
  ['user.session_token', 'anything', '****'],
  ['gen_ai.usage.input_tokens', 'twelve', 'twelve'],
  ['http.route', '/cards/4111111111111111', '/cards/4111111111111111'],
];

describe('redaction of the gateway', () => {
  let receiver: Collector;
  let gateway: Otelcol;
  before(async () => {
    receiver = await startCollector();
    gateway = await startOtelcol({
      configs: ['gateway.yaml', 'sampling/none.yaml', 'backends/otlp.yaml'],
      env: { BACKEND_OTLP_ENDPOINT: receiver.url },
    });
    const now = `${Date.now()}000000`;
    const span = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      name: 'redaction',
      startTimeUnixNano: now,
      endTimeUnixNano: now,
      attributes: rows.map(([key, stringValue]) => ({ key, value: { stringValue } })),
    };
    const response = await fetch(`${gateway.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] }),
    });
    assert.equal(response.status, 200);
    await eventually(() => assert.equal(receiver.spans.length, 1));
  });
  after(async () => {
    await gateway.stop();
    await receiver.close();
  });

  for (const [key, sent, arrives] of rows) {
    it(`${key}: ${sent}`, () => assert.equal(receiver.spans[0]!.attributes[key], arrives));
  }
});
