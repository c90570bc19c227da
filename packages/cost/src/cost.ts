import { existsSync, statSync } from 'node:fs';
import { metrics } from '@opentelemetry/api';
import type { CostAlias, Owner } from '@spanwise/semconv';
import manifest from '../package.json' with { type: 'json' };
import { type Budget, type BudgetAlert, type Budgets, createBudgets } from './budget.ts';
import { observeBudgets } from './budget-signals.ts';
import type { Fact } from './fact.ts';
import { entryOfRow, type FocusOptions, tagsOf } from './focus.ts';
import { loadGenaiPrices } from './genai-library.ts';
import { createLedger, type Ledger, type LedgerOptions } from './ledger.ts';
import { createLedgerFile, readLedgerFile } from './ledger-file.ts';
import { type CostMeter, createCostMeter } from './meter.ts';
import { fraction, toNanos } from './money.ts';
import type { DropReason } from './owner.ts';
import type { PriceBook } from './price-book.ts';
import { createPrices } from './prices.ts';
import type { RouteOwner } from './route-owner.ts';
import { createCostSeries } from './series.ts';

export interface CostOptions {
  /** Prices of the user, the strongest first. */
  books?: readonly PriceBook[];
  /** Whether models are priced by `@pydantic/genai-prices` where no book has them; default true. */
  listPrices?: boolean;
  resourceOwner?: Owner;
  routes?: readonly RouteOwner[];
  aliases?: readonly CostAlias[];
  budgets?: readonly Budget[];
  /** Is told what budgets have to tell. */
  alert?: (alert: BudgetAlert) => void;
  /** Dollars from which the cost of one query is told. */
  queryAlert?: { dollars: string | number; told: (fact: Fact) => void };
  /** A file for the rows of the ledger, and what the rows say beside. */
  file?: FocusOptions & { path: string };
  /**
   * Is told why the file could not be written, when the rows are kept and tried again; or not be read, when budgets begin
   * at 0.
   */
  failed?: (error: unknown, what: 'written' | 'read') => void;
  ledger?: Omit<LedgerOptions, 'booked'>;
  /** How often the file is written; default 10,000. */
  flushMillis?: number;
  /** Whether metrics are published by the API's meter provider; default true. */
  metrics?: boolean;
}

/** Everything that keeps the costs of a process. */
export interface Cost {
  meter: CostMeter;
  ledger: Ledger;
  budgets: Budgets;
  /** Counts an owner that was not believed. */
  dropped(reason: DropReason): void;
  /** Writes what is not in the file yet. Synchronous, never throws. */
  flush(): void;
  /** Flushes and stops. */
  close(): void;
}

// Reading more would be felt.
const restoredBytes = 64 * 1024 * 1024;

/** Starts to keep costs. Nothing is loaded or opened before the first cost. */
export function createCost(options: CostOptions = {}): Cost {
  const { file, failed = () => {}, flushMillis = 10_000, queryAlert } = options;
  const series = createCostSeries();
  let timer: NodeJS.Timeout | undefined;
  let isPublished = options.metrics === false;
  const now = options.ledger?.now;
  const budgets = createBudgets(options.budgets ?? [], { alert: options.alert ?? (() => {}), ...(now && { now }) });
  const ledger = createLedger({
    ...options.ledger,
    booked(fact) {
      publish();
      series.add(fact);
      budgets.add(fact);
      if (file !== undefined) timer ??= setInterval(flush, flushMillis).unref();
    },
  });
  if (file !== undefined && options.budgets?.length) restore(file.path);
  const rows = file === undefined ? undefined : createLedgerFile(file.path, file);
  const genai = options.listPrices === false ? undefined : loadGenaiPrices();
  const meter = createCostMeter({
    prices: createPrices({ books: options.books ?? [], genai }),
    ledger,
    resourceOwner: options.resourceOwner,
    routes: options.routes,
    aliases: options.aliases,
    queryAlert: queryAlert && { nanos: toNanos(fraction(queryAlert.dollars)), told: queryAlert.told },
  });

  /** With the first thing to publish, not sooner: the meter provider may be registered after this was called. */
  function publish(): void {
    if (isPublished) return;
    isPublished = true;
    const otel = metrics.getMeter('@spanwise/cost', manifest.version);
    series.observe(otel);
    if (options.budgets?.length) observeBudgets(budgets, otel);
  }

  /** What is in the file was spent before: budgets go on from there. */
  function restore(path: string): void {
    try {
      if (!existsSync(path)) return;
      if (statSync(path).size > restoredBytes) throw new Error(`${path} has more than ${restoredBytes} bytes`);
      const { rows } = readLedgerFile(path);
      const own = rows.filter(({ Tags }) => tagsOf(Tags)['service.name'] === file?.service);
      budgets.restore(own.map(entryOfRow).filter((entry) => entry !== undefined));
    } catch (error) {
      failed(error, 'read');
    }
  }

  function flush(): void {
    if (rows === undefined) return;
    const entries = ledger.take();
    try {
      rows.append(entries);
    } catch (error) {
      ledger.putBack(entries);
      failed(error, 'written');
    }
  }

  return {
    meter,
    ledger,
    budgets,
    dropped(reason) {
      publish();
      series.dropped(reason);
    },
    flush,
    close() {
      clearInterval(timer);
      flush();
    },
  };
}
