import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createAccount } from './account.ts';
import { totalOf } from './fact.ts';
import { formatNanos } from './money.ts';
import { readPriceFile } from './price-file.ts';
import { createSpansMade } from './spans-made.ts';
import { costsOfTelemetry, sentSince, telemetryByMaker } from './telemetry.ts';

const { telemetry } = readPriceFile(
  'p.yaml',
  'telemetry: { gigabyte: 0.50, million_spans: 1.70, million_log_records: 0 }',
).book;

it('telemetry costs what backends bill for it, and what has no price is not looked at', () => {
  const before = { bytes: 1000, spanBytes: 0, spans: 10, logRecords: 0, dataPoints: 0 };
  const now = { bytes: 2_001_000, spanBytes: 0, spans: 1010, logRecords: 5, dataPoints: 7 };
  assert.deepEqual(
    costsOfTelemetry(sentSince(now, before), telemetry).map(({ sku, lines }) => [sku, formatNanos(totalOf(lines)!)]),
    [
      ['bytes', '0.001'],
      ['spans', '0.0017'],
      ['log records', '0'],
    ],
  );
});

it('what was sent is divided by who made it, by their spans, and sums to the whole', () => {
  const made = createSpansMade();
  const acme = createAccount({ owner: { tenant: 'acme' }, source: 'header' });
  acme.root = { attributes: { 'http.route': '/orders/:id' } };
  for (const instrumentation of ['http', 'pg', 'pg']) made.add(acme, instrumentation);
  made.add(undefined, 'http');
  assert.equal(made.take().length, 1, 'a request is counted when it is through');
  made.finish(acme);
  // Of a stream, after the end of the request.
  made.add(acme, 'pg');
  const makers = made.take();
  assert.deepEqual(
    makers.map(({ owner, route, instrumentation, spans }) => [owner?.tenant, route, instrumentation, spans]),
    [
      ['acme', '/orders/:id', 'http', 1],
      ['acme', '/orders/:id', 'pg', 3],
    ],
  );
  const sent = { bytes: 1001, spanBytes: 801, spans: 5, logRecords: 2, dataPoints: 1 };
  const parts = telemetryByMaker(sent, makers);
  assert.deepEqual(
    parts.map(({ maker, sent: { bytes, spans, logRecords } }) => [maker?.instrumentation, bytes, spans, logRecords]),
    [
      ['http', 200, 1, 0],
      ['pg', 601, 4, 0],
      [undefined, 200, 0, 2],
    ],
  );
  assert.deepEqual(telemetryByMaker(sent, []), [{ maker: undefined, sent }]);
});
