export { type Account, accountOf, createAccount, setOwner, withOwner } from './account.ts';
export { type ApiCall, type ApiPrice, costOfApiCall, createApiPrices } from './api-call.ts';
export {
  type BoundaryOptions,
  createBoundaryPropagator,
  createPeerCheck,
} from './boundary-propagator.ts';
export {
  type Budget,
  type BudgetAlert,
  BudgetExceededError,
  type BudgetStatus,
  type Budgets,
  createBudgetGuard,
  createBudgets,
  daysLeft,
} from './budget.ts';
export { readBudgetFile } from './budget-file.ts';
export { alertAttributes, alertText, createWebhook, observeBudgets } from './budget-signals.ts';
export { factsOfWindow, type Provisioned } from './compute.ts';
export { type Cost as CostKeeper, type CostOptions, createCost } from './cost.ts';
export { costAttributes } from './cost-attributes.ts';
export { type CpuTouch, type CpuWindow, createCpuTouch } from './cpu-touch.ts';
export { type Diff, type DiffRow, diffEntries } from './diff.ts';
export { costOfEgress, createDestinations, type DestinationClass, type DestinationRule } from './egress.ts';
export {
  type Category,
  type Cost,
  type Fact,
  type Line,
  type OwnerSource,
  type PriceOrigin,
  type Status,
  totalOf,
} from './fact.ts';
export { entryOfRow, type FocusOptions, type FocusRow, focusRow, focusRows, tagsOf } from './focus.ts';
export { checkFocusRows, type FocusProblem } from './focus-check.ts';
export { type FocusVersion, focusColumns } from './focus-columns.ts';
export { loadGenaiPrices } from './genai-library.ts';
export { createGenaiPrices, type GenaiPrices } from './genai-prices.ts';

export { isHostPattern } from './host.ts';
export { costOfInference, type Inference, type InferenceUsage } from './inference.ts';
export { type ResponseFormat, readResponse } from './inference-response.ts';
export { readInferenceSpan } from './inference-span.ts';
export { createLedger, type Ledger, type LedgerEntry, type LedgerOptions, sumEntries } from './ledger.ts';
export { createLedgerFile, formatRows, readLedgerFile } from './ledger-file.ts';
export { createOwnerLogProcessor } from './log-processor.ts';
export { type CostMeter, createCostMeter, type Spending } from './meter.ts';
export { formatNanos, fraction, toNanos, toNumber } from './money.ts';
export { createOwnerRules, type DropReason, type Owner, type OwnerPart, ownerOfResource } from './owner.ts';
export { emptyBook, mergeBooks, type PriceBook } from './price-book.ts';
export { type PriceFile, readPriceFile } from './price-file.ts';
export { formatFraction } from './price-text.ts';
export { createPrices, type Prices } from './prices.ts';
export { type CostProcessorOptions, createCostProcessor } from './processor.ts';
export { type AthenaQuery, type BigQueryJob, costOfAthena, costOfBigQuery } from './query.ts';
export { type ModelPrice, modelMeters, type Rate } from './rates.ts';
export { type Reconciled, reconcile } from './reconcile.ts';
export { recordAthena, recordBigQuery, recordCost, recordResponse, useMeter } from './record.ts';
export { createReport, type Dimension, dimensions, type Report, type ReportEntry } from './report.ts';
export type { RouteOwner } from './route-owner.ts';
export { createCostSampler } from './sampler.ts';
export { costOfRun, type ServerlessRun } from './serverless.ts';
export { createSpansMade, type SpansMade, type SpansOf } from './spans-made.ts';
export { costsOfTelemetry, sentSince, type TelemetrySent, telemetryByMaker } from './telemetry.ts';
