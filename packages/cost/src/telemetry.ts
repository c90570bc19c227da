import type { Cost } from './fact.ts';
import { fraction } from './money.ts';
import type { TelemetryPrices } from './price-book.ts';
import type { SpansOf } from './spans-made.ts';
import { splitWhole } from './split-whole.ts';
import { costOfUsage } from './usage-cost.ts';

/** What was sent to backends, as a sender counts it: sums since the process began. */
export interface TelemetrySent {
  bytes: number;
  /** Those of them that were spans. */
  spanBytes: number;
  spans: number;
  logRecords: number;
  dataPoints: number;
}

const million = 1_000_000n;

/** What sending telemetry cost, by what backends bill: bytes before compression, spans, log records and data points. */
export function costsOfTelemetry(sent: TelemetrySent, prices: TelemetryPrices): Cost[] {
  const things = [
    {
      sku: 'bytes',
      meter: 'Bytes Sent',
      unit: 'Bytes',
      count: sent.bytes,
      size: 1_000_000_000n,
      pricingUnit: 'GB',
      price: prices.gigabyte,
    },
    { sku: 'spans', meter: 'Spans', unit: 'Spans', count: sent.spans, size: million, price: prices.millionSpans },
    {
      sku: 'log records',
      meter: 'Log Records',
      unit: 'Records',
      count: sent.logRecords,
      size: million,
      price: prices.millionLogRecords,
    },
    {
      sku: 'data points',
      meter: 'Data Points',
      unit: 'Points',
      count: sent.dataPoints,
      size: million,
      price: prices.millionDataPoints,
    },
  ];
  return things
    .filter(({ count, price }) => count > 0 && price !== undefined)
    .map(({ sku, meter, unit, count, size, pricingUnit = `${size} ${unit}`, price }) =>
      costOfUsage(
        {
          category: 'telemetry',
          provider: 'telemetry',
          sku,
          meter,
          unit,
          quantity: fraction(BigInt(count)),
          pricingUnit,
          pricingUnitSize: size,
        },
        price,
      ),
    );
}

/** What is new since another count. */
export function sentSince(now: TelemetrySent, before: TelemetrySent): TelemetrySent {
  return {
    bytes: now.bytes - before.bytes,
    spanBytes: now.spanBytes - before.spanBytes,
    spans: now.spans - before.spans,
    logRecords: now.logRecords - before.logRecords,
    dataPoints: now.dataPoints - before.dataPoints,
  };
}

/**
 * Divides what was sent by what made it: spans, and bytes of spans, by how many spans each has made; the rest is nobody's.
 * The parts sum to the whole.
 */
export function telemetryByMaker(
  sent: TelemetrySent,
  makers: readonly SpansOf[],
): { maker: SpansOf | undefined; sent: TelemetrySent }[] {
  const weights = makers.map(({ spans }) => spans);
  const spans = splitWhole(sent.spans, weights);
  const bytes = splitWhole(sent.spanBytes, weights);
  const parts = makers.map((maker, index) => ({
    maker,
    sent: { bytes: bytes[index]!, spanBytes: bytes[index]!, spans: spans[index]!, logRecords: 0, dataPoints: 0 },
  }));
  const divided = { bytes: makers.length === 0 ? 0 : sent.spanBytes, spans: makers.length === 0 ? 0 : sent.spans };
  const rest = {
    ...sent,
    bytes: sent.bytes - divided.bytes,
    spanBytes: sent.spanBytes - divided.bytes,
    spans: sent.spans - divided.spans,
  };
  return [...parts, { maker: undefined, sent: rest }];
}
