import { isMainThread } from 'node:worker_threads';
import { logs } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  alertAttributes,
  alertText,
  type Budget,
  type BudgetAlert,
  type CostMeter,
  type CostOptions,
  type CpuTouch,
  costsOfTelemetry,
  createAccount,
  createCost,
  createCpuTouch,
  createWebhook,
  type DropReason,
  type Fact,
  factsOfWindow,
  ownerOfResource,
  type PriceBook,
  type Provisioned,
  type SpansMade,
  sentSince,
  type TelemetrySent,
  telemetryByMaker,
  toNumber,
  totalOf,
} from '@spanwise/cost';
import type { Sender } from '@spanwise/otlp';
import type { Settings } from '@spanwise/settings';
import manifest from '../package.json' with { type: 'json' };
import { errorText, report } from './report.ts';

/** What keeps the costs of the process. */
export interface Costs {
  meter: CostMeter;
  /** When CPU is charged. */
  cpu: CpuTouch | undefined;
  dropped(reason: DropReason): void;
  /** Books what is known only by looking, and writes the ledger. Never throws. */
  flush(): void;
}

export interface CostParts {
  settings: Settings;
  resource: Resource;
  sender: Sender;
}

export interface CostMakers extends CostParts {
  /** What made the spans that are sent, when prices are set. */
  made: SpansMade | undefined;
}

const windowMillis = 10_000;

/** Starts to keep costs as the settings say. */
export function startCosts({ settings, resource, sender, made }: CostMakers): Costs {
  const { attributes } = resource;
  const service = String(attributes['service.name'] ?? '');
  const deployment = attributes['deployment.environment.name'];
  const path = settings.get('SPANWISE_COST_LEDGER');
  const dollars = settings.get('SPANWISE_COST_QUERY_ALERT');
  const aliases = settings.get('SPANWISE_COST_ALIASES').filter((name) => name !== 'none');
  const books = readPrices(settings);
  const cost = createCost({
    books,
    resourceOwner: ownerOfResource(attributes),
    routes: Object.entries(settings.get('SPANWISE_COST_OWNER_ROUTES')).map(([route, costCenter]) => ({
      route,
      owner: { costCenter },
    })),
    aliases: aliases as CostOptions['aliases'],
    budgets: readBudgets(settings).filter(
      ({ service: of = service, environment = deployment }) => of === service && environment === deployment,
    ),
    alert: alertBy(settings),
    ...(dollars > 0 && { queryAlert: { dollars, told: tellQuery } }),
    ...(path !== undefined && {
      file: {
        path,
        billingAccountId: settings.get('SPANWISE_COST_ACCOUNT') ?? service,
        version: settings.get('SPANWISE_COST_FOCUS_VERSION'),
        service,
        subAccountId: attributes['cloud.account.id'] as string | undefined,
      },
      failed: tellLedger(),
    }),
    metrics: !settings.get('OTEL_METRICS_EXPORTER').includes('none'),
  });
  const { meter } = cost;
  const { book } = meter.prices;
  const cpu =
    isMainThread && settings.get('SPANWISE_COST_COMPUTE') === 'touch'
      ? createCpuTouch({ ownerOf: (account) => meter.ownerOf(account) })
      : undefined;
  const provisioned = cpu === undefined ? undefined : readProvisioned(settings);
  const resourceId = attributes['service.instance.id'] as string | undefined;
  const hasTelemetryPrices = Object.keys(book.telemetry).length > 0;
  if (!hasTelemetryPrices) made?.stop();
  let sent: TelemetrySent = { bytes: 0, spanBytes: 0, spans: 0, logRecords: 0, dataPoints: 0 };

  function look(): void {
    if (cpu !== undefined) {
      const window = cpu.close();
      const key = `${process.pid}/${window.start}`;
      const facts = factsOfWindow(window, process.memoryUsage.rss(), book.compute, key, provisioned);
      for (const fact of facts) cost.ledger.book({ ...fact, resourceId });
    }
    if (!hasTelemetryPrices) return;
    const now = sentBy(sender);
    const fresh = sentSince(now, sent);
    // Who made what is still to be sent waits for it.
    const makers = fresh.spans > 0 ? made?.take() : undefined;
    for (const { maker, sent: part } of telemetryByMaker(fresh, makers ?? [])) {
      const account = maker?.owner && createAccount({ owner: maker.owner, source: maker.source });
      const where = { time: Date.now(), account, route: maker?.route, resourceId: maker?.instrumentation };
      for (const each of costsOfTelemetry(part, book.telemetry)) meter.record(each, where);
    }
    sent = now;
  }

  if (cpu !== undefined || hasTelemetryPrices) setInterval(look, windowMillis).unref();
  return {
    meter,
    cpu,
    dropped: cost.dropped,
    flush() {
      look();
      cost.flush();
    },
  };
}

function sentBy(sender: Sender): TelemetrySent {
  const { traces, logs: records, metrics } = sender.stats().signals;
  return {
    bytes: traces.exportedBytes + records.exportedBytes + metrics.exportedBytes,
    spanBytes: traces.exportedBytes,
    spans: traces.exported,
    logRecords: records.exported,
    dataPoints: metrics.exported,
  };
}

function readPrices(settings: Settings): PriceBook[] {
  const paths = settings.get('SPANWISE_COST_PRICES');
  if (paths.length === 0) return [];
  const { readPrices: read } = require('./cost-files.cjs') as typeof import('./cost-files.ts');
  return read(paths, (line) => report(`SPANWISE_COST_PRICES: ${line}`));
}

function readBudgets(settings: Settings): Budget[] {
  const path = settings.get('SPANWISE_COST_BUDGETS');
  if (path === undefined) return [];
  const { readBudgets: read } = require('./cost-files.cjs') as typeof import('./cost-files.ts');
  return read(path, (line) => report(`SPANWISE_COST_BUDGETS: ${line}`));
}

/** Undefined when what is used is paid for. A wrong part is one line on stderr. */
function readProvisioned(settings: Settings): Provisioned | undefined {
  const { vcpu, gib, ...others } = settings.get('SPANWISE_COST_PROVISIONED');
  if (vcpu === undefined && gib === undefined && Object.keys(others).length === 0) return undefined;
  const [vcpus, memoryGib] = [vcpu, gib].map(Number) as [number, number];
  if (vcpus > 0 && memoryGib > 0 && Object.keys(others).length === 0) return { vcpus, memoryGib };
  const got = Object.entries(settings.get('SPANWISE_COST_PROVISIONED')).map((pair) => pair.join('='));
  report(`SPANWISE_COST_PROVISIONED: got '${got.join(',')}', expected numbers above 0 such as vcpu=0.5,gib=1; ignored`);
  return undefined;
}

// SeverityNumber of the API, which is a TypeScript enum.
const INFO = 9;
const WARN = 13;

function alertBy(settings: Settings): (alert: BudgetAlert) => void {
  const url = settings.get('SPANWISE_COST_WEBHOOK');
  const failed = once((error) => report(`SPANWISE_COST_WEBHOOK: could not be told: ${errorText(error)}`));
  const post = url === undefined ? undefined : createWebhook(url, failed);
  return (alert) => {
    logs.getLogger('@spanwise/cost', manifest.version).emit({
      eventName: 'cost.budget.threshold',
      severityNumber: alert.state === 'recovered' ? INFO : WARN,
      severityText: alert.state === 'recovered' ? 'INFO' : 'WARN',
      body: alertText(alert),
      attributes: alertAttributes(alert),
    });
    post?.(alert);
  };
}

function tellLedger(): NonNullable<CostOptions['failed']> {
  const written = once((error) =>
    report(`SPANWISE_COST_LEDGER: could not be written, and is tried again: ${errorText(error)}`),
  );
  return (error, what) => {
    if (what === 'written') written(error);
    else report(`SPANWISE_COST_LEDGER: could not be read, so budgets begin at 0: ${errorText(error)}`);
  };
}

function tellQuery({ sku, provider, lines }: Fact): void {
  const amount = toNumber(totalOf(lines) ?? 0n);
  logs.getLogger('@spanwise/cost', manifest.version).emit({
    eventName: 'cost.query.threshold',
    severityNumber: WARN,
    severityText: 'WARN',
    body: `a query of ${provider} cost $${amount}`,
    attributes: { 'cost.amount': amount, 'cost.price.sku': sku },
  });
}

function once(fn: (error: unknown) => void): (error: unknown) => void {
  let isDone = false;
  return (error) => {
    if (isDone) return;
    isDone = true;
    fn(error);
  };
}
