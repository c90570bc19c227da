import { type Attributes, context, trace } from '@opentelemetry/api';
import { accountOf, noteRoute, routeOf } from './account.ts';
import type { Cost } from './fact.ts';
import { type ResponseFormat, readResponse } from './inference-response.ts';
import type { CostMeter, Spending } from './meter.ts';
import { type AthenaQuery, type BigQueryJob, costOfAthena, costOfBigQuery } from './query.ts';

// Where a program finds the meter that the preload started, whose copy of this package may be another one.
const running = Symbol.for('spanwise.cost.meter');

/** Makes a meter the one that the functions of this file record on. */
export function useMeter(meter: CostMeter | undefined): void {
  Object.defineProperty(globalThis, running, { value: meter, configurable: true });
}

function meterInUse(): CostMeter | undefined {
  return (globalThis as { [running]?: CostMeter })[running];
}

/**
 * Records what a response of a provider says was used, for calls that no instrumentation sees. For a stream give the
 * event with the usage. It is charged to the request that is being handled, and written on its active span.
 *
 * @param options.provider when it is not the one that the format is named after, such as `openrouter`
 * @param options.model when the response does not name it, as those of Bedrock
 * @returns false when costs are not kept, or the response has no usage
 */
export function recordResponse(
  format: ResponseFormat,
  response: unknown,
  options: { provider?: string; model?: string; tier?: string; key?: string } = {},
): boolean {
  const meter = meterInUse();
  const read = readResponse(format, response);
  if (meter === undefined || read === undefined) return false;
  const { provider = format, model = read.model, tier = read.tier } = options;
  return write(meter.inference({ ...read, provider, model, tier }, spendingHere(options.key)));
}

/** Records a query of BigQuery by what its job says; the job's id as key lets it be told twice. */
export function recordBigQuery(job: BigQueryJob & { id?: string }): boolean {
  const meter = meterInUse();
  if (meter === undefined) return false;
  const cost = costOfBigQuery(job, meter.prices.book.queries);
  return cost !== undefined && recordCost(cost, job.id);
}

/** Records a query of Athena by its `QueryExecution`. */
export function recordAthena(query: AthenaQuery & { QueryExecutionId?: string }): boolean {
  const meter = meterInUse();
  if (meter === undefined) return false;
  return recordCost(costOfAthena(query, meter.prices.book.queries), query.QueryExecutionId);
}

/** Records anything that was paid for. @returns false when costs are not kept, or the key was recorded before */
export function recordCost(cost: Cost, key?: string): boolean {
  return write(meterInUse()?.record(cost, spendingHere(key)));
}

function spendingHere(key: string | undefined): Spending {
  const active = context.active();
  const traceId = trace.getSpanContext(active)?.traceId;
  const account = accountOf(active);
  if (account !== undefined) noteRoute(account, active);
  return { key, time: Date.now(), account, route: account && routeOf(account), traceId };
}

function write(attributes: Attributes | undefined): boolean {
  if (attributes === undefined) return false;
  trace.getActiveSpan()?.setAttributes(attributes);
  return true;
}
