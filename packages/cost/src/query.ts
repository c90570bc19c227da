import type { Cost } from './fact.ts';
import { divide, type Fraction, fraction } from './money.ts';
import { costOfUsage, freeUsage, type Metered, type UnitPrice } from './usage-cost.ts';

/** Prices of warehouse queries; what is not there is not known. */
export interface QueryPrices {
  /** BigQuery, on demand: for a TiB billed. */
  bigqueryTib?: UnitPrice | undefined;
  /** BigQuery, by capacity: for a slot-hour. */
  bigquerySlotHour?: UnitPrice | undefined;
  /** Athena: for a TB scanned, of 2^40 bytes as AWS counts. */
  athenaTb?: UnitPrice | undefined;
  /** Athena with capacity reserved: for a DPU-hour. */
  athenaDpuHour?: UnitPrice | undefined;
}

/** What BigQuery says of a job: `statistics` with `query` in it, or the answer of `jobs.query`. Numbers may be texts. */
export interface BigQueryJob {
  status?: { errorResult?: unknown } | undefined;
  statistics?: BigQueryStatistics | undefined;
  totalBytesBilled?: string | number | undefined;
  totalSlotMs?: string | number | undefined;
  cacheHit?: boolean | undefined;
}

interface BigQueryStatistics {
  /** Set on the parent of a script's jobs: its numbers are the sum of theirs. */
  numChildJobs?: string | number | undefined;
  totalSlotMs?: string | number | undefined;
  reservation_id?: string | undefined;
  reservationUsage?: readonly unknown[] | undefined;
  query?:
    | {
        totalBytesBilled?: string | number | undefined;
        totalSlotMs?: string | number | undefined;
        cacheHit?: boolean | undefined;
      }
    | undefined;
}

const bigquery = 'gcp.bigquery';
const athena = 'aws.athena';
const tebibyte = 2n ** 40n;

/**
 * What a query of BigQuery cost: bytes billed, in which the minimum of 10 MB a table is already, or slot time when it ran
 * in a reservation. https://cloud.google.com/bigquery/pricing
 *
 * @returns undefined for the parent of a script, whose children are billed
 */
export function costOfBigQuery(job: BigQueryJob, prices: QueryPrices): Cost | undefined {
  const { statistics } = job;
  if (Number(statistics?.numChildJobs ?? 0) > 0) return undefined;
  const slotMillis = quantity(statistics?.query?.totalSlotMs ?? statistics?.totalSlotMs ?? job.totalSlotMs);
  const isReserved = statistics?.reservation_id !== undefined || (statistics?.reservationUsage?.length ?? 0) > 0;
  const isFailed = job.status?.errorResult !== undefined;
  const isCached = statistics?.query?.cacheHit ?? job.cacheHit ?? false;
  if (isReserved) {
    const hours = metered(bigquery, ['slots', 'Slot Time', 'Slot-Hours'], divide(slotMillis, fraction(3_600_000)));
    return isCached ? freeUsage(hours, 'cache hit') : costOfUsage(hours, prices.bigquerySlotHour);
  }
  const bytes = quantity(statistics?.query?.totalBytesBilled ?? job.totalBytesBilled);
  const billed = metered(bigquery, ['on-demand', 'Bytes Billed', 'Bytes'], bytes, {
    pricingUnit: 'TiB',
    pricingUnitSize: tebibyte,
  });
  if (isCached) return freeUsage(billed, 'cache hit');
  return isFailed ? freeUsage(billed, 'failed query') : costOfUsage(billed, prices.bigqueryTib);
}

/** What Athena says of a query: `QueryExecution`. */
export interface AthenaQuery {
  StatementType?: string | undefined;
  Status?: { State?: string | undefined } | undefined;
  Statistics?:
    | {
        DataScannedInBytes?: number | undefined;
        DpuCount?: number | undefined;
        EngineExecutionTimeInMillis?: number | undefined;
        ResultReuseInformation?: { ReusedPreviousResult?: boolean | undefined } | undefined;
      }
    | undefined;
}

const mebibyte = 2n ** 20n;

/**
 * What a query of Athena cost: bytes scanned, rounded up to a megabyte and at least ten. Statements that define data,
 * failed queries and reused results are free; cancelled ones are not. With capacity reserved it is DPU time.
 * https://aws.amazon.com/athena/pricing/
 */
export function costOfAthena(query: AthenaQuery, prices: QueryPrices): Cost {
  const {
    DataScannedInBytes = 0,
    DpuCount,
    EngineExecutionTimeInMillis = 0,
    ResultReuseInformation,
  } = query.Statistics ?? {};
  if (DpuCount !== undefined) {
    const hours = divide(
      { numerator: BigInt(Math.round(DpuCount * 1000)) * BigInt(EngineExecutionTimeInMillis), denominator: 1000n },
      fraction(3_600_000),
    );
    return costOfUsage(metered(athena, ['capacity', 'Capacity', 'DPU-Hours'], hours), prices.athenaDpuHour);
  }
  const megabytes = (BigInt(DataScannedInBytes) + mebibyte - 1n) / mebibyte;
  const bytes = fraction((megabytes < 10n ? 10n : megabytes) * mebibyte);
  const billed = metered(athena, ['on-demand', 'Bytes Scanned', 'Bytes'], bytes, {
    pricingUnit: 'TB',
    pricingUnitSize: tebibyte,
  });
  const scanned = { ...billed, quantity: fraction(BigInt(DataScannedInBytes)) };
  if (query.StatementType === 'DDL') return freeUsage(scanned, 'statement of data definition');
  if (query.Status?.State === 'FAILED') return freeUsage(scanned, 'failed query');
  if (ResultReuseInformation?.ReusedPreviousResult) return freeUsage(scanned, 'result reused');
  return costOfUsage(billed, prices.athenaTb);
}

/** What queries are metered by: the provider's unit of billing, and how its price list counts it. */
function metered(
  provider: string,
  [sku, meter, unit]: readonly [sku: string, meter: string, unit: string],
  amount: Fraction,
  pricing: Pick<Metered, 'pricingUnit' | 'pricingUnitSize'> = { pricingUnit: unit, pricingUnitSize: 1n },
): Metered {
  return { category: 'query', provider, sku, meter, unit, quantity: amount, ...pricing };
}

function quantity(value: string | number | undefined): Fraction {
  return value === undefined ? fraction(0) : fraction(value);
}
