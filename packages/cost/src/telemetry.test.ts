import assert from 'node:assert/strict';
import { it } from 'node:test';
import { totalOf } from './fact.ts';
import { formatNanos } from './money.ts';
import { readPriceFile } from './price-file.ts';
import { costsOfTelemetry, sentSince } from './telemetry.ts';

const { telemetry } = readPriceFile(
  'p.yaml',
  'telemetry: { gigabyte: 0.50, million_spans: 1.70, million_log_records: 0 }',
).book;

it('telemetry costs what backends bill for it, and what has no price is not looked at', () => {
  const before = { bytes: 1000, spans: 10, logRecords: 0, dataPoints: 0 };
  const now = { bytes: 2_001_000, spans: 1010, logRecords: 5, dataPoints: 7 };
  assert.deepEqual(
    costsOfTelemetry(sentSince(now, before), telemetry).map(({ sku, lines }) => [sku, formatNanos(totalOf(lines)!)]),
    [
      ['bytes', '0.001'],
      ['spans', '0.0017'],
      ['log records', '0'],
    ],
  );
});
