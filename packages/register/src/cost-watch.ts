import { isMainThread } from 'node:worker_threads';
import type { Attributes, SpanKind, TextMapPropagator } from '@opentelemetry/api';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import {
  type BoundaryOptions,
  type CostMeter,
  createBoundaryPropagator,
  createCostProcessor,
  createOwnerRules,
  createPeerCheck,
  createSpansMade,
  type DropReason,
  isHostPattern,
} from '@spanwise/cost';
import type { Settings } from '@spanwise/settings';
import type { CostParts, Costs } from './cost.ts';
import { createLazy } from './lazy.ts';
import type { SignalPipeline } from './pipeline.ts';
import { errorText, report } from './report.ts';

/** What the preload has of costs from its start; meters, prices and ledger are loaded with the first cost. */
export interface CostWatch extends SignalPipeline {
  /** Comes before what exports spans. */
  processor: SpanProcessor;
  /** Keeps owners inside, around what reads and writes the `baggage` header. */
  around(baggage: TextMapPropagator): TextMapPropagator;
  /** Opens the accounts of requests where baggage is not propagated. */
  withoutBaggage: TextMapPropagator;
  /** Which spans are recorded, to be metered, though they are not sampled. */
  record: 'models' | 'calls';
  /** What books costs, undefined when it could not be loaded. */
  meter(): CostMeter | undefined;
  /** The same as `record`, for a tracer that asks. */
  recordUnsampled(kind: SpanKind, attributes: Attributes | undefined): boolean;
}

// SpanKind of the API, which is a TypeScript enum.
const SERVER = 1;
const CLIENT = 2;

/** @returns undefined when costs are not kept */
export function watchCosts(
  { settings, resource, sender }: CostParts,
  runSuppressed: <T>(fn: () => T) => T,
): CostWatch | undefined {
  if (!settings.get('SPANWISE_COST')) return undefined;
  const hasPrices = settings.get('SPANWISE_COST_PRICES').length > 0;
  const made = hasPrices ? createSpansMade() : undefined;
  const lazy = createLazy<Costs | 'failed'>({
    make: () =>
      runSuppressed(() =>
        (require('./cost.cjs') as typeof import('./cost.ts')).startCosts({ settings, resource, sender, made }),
      ),
    fallback(error) {
      report(`costs are not kept, because what keeps them could not be loaded: ${errorText(error)}`);
      return 'failed';
    },
  });
  const loaded = (): Costs | undefined => (lazy.value === 'failed' ? undefined : lazy.value);
  const meter = (): CostMeter | undefined => {
    lazy.get();
    return loaded()?.meter;
  };
  // What is dropped before the first cost is told when there is somebody to tell it to.
  const dropped = (reason: DropReason): void => lazy.use((costs) => costs !== 'failed' && costs.dropped(reason));
  const rules = createOwnerRules({ dropped });
  const boundary: Omit<BoundaryOptions, 'baggage'> = {
    internalHosts: hosts(settings, 'SPANWISE_COST_INTERNAL_HOSTS'),
    trust: settings.get('SPANWISE_COST_TRUST'),
    macKeys: settings.get('SPANWISE_COST_OWNER_KEYS'),
    headers: ownerParts(settings, 'SPANWISE_COST_OWNER_HEADERS'),
    claims: ownerParts(settings, 'SPANWISE_COST_OWNER_CLAIMS'),
    rules,
    dropped,
  };
  // CPU is counted by process, and worker threads are in it.
  const isTouching = isMainThread && settings.get('SPANWISE_COST_COMPUTE') === 'touch';
  // Whose baggage is believed, and who is told, is known by the spans of servers and clients.
  const needsCalls =
    hasPrices || isTouching || settings.get('SPANWISE_COST_TRUST') === 'peers' || boundary.internalHosts!.length > 0;
  if (isTouching) lazy.get();
  // Reading files is not for the first request.
  else if (hasPrices || settings.get('SPANWISE_COST_BUDGETS') !== undefined) setImmediate(lazy.get).unref();

  return {
    processor: createCostProcessor({
      meter,
      checkPeer: createPeerCheck(hosts(settings, 'SPANWISE_COST_TRUSTED_PEERS'), dropped),
      metersCalls: hasPrices,
      cpu: loaded()?.cpu,
      made,
    }),
    around: (baggage) => createBoundaryPropagator({ ...boundary, baggage }),
    withoutBaggage: createBoundaryPropagator({ ...boundary, baggage: noPropagator }),
    record: needsCalls ? 'calls' : 'models',
    meter,
    recordUnsampled(kind, attributes) {
      if (needsCalls && (kind === SERVER || kind === CLIENT)) return true;
      for (const key in attributes) if (key.startsWith('gen_ai.')) return true;
      return false;
    },
    drain: () => loaded()?.flush(),
    size: () => 0,
  };
}

const noPropagator: TextMapPropagator = { inject() {}, extract: (context) => context, fields: () => [] };

/** Hosts and ranges of addresses; those that are none are one line on stderr. */
function hosts(settings: Settings, name: 'SPANWISE_COST_INTERNAL_HOSTS' | 'SPANWISE_COST_TRUSTED_PEERS'): string[] {
  return settings.get(name).filter((pattern) => {
    if (isHostPattern(pattern)) return true;
    report(
      `${name}: got '${pattern}', expected a host, *. and the end of hosts, or a range such as 10.0.0.0/8; ignored`,
    );
    return false;
  });
}

/** A map whose keys are parts of an owner; others are one line on stderr. */
function ownerParts(
  settings: Settings,
  name: 'SPANWISE_COST_OWNER_HEADERS' | 'SPANWISE_COST_OWNER_CLAIMS',
): BoundaryOptions['headers'] {
  const parts: NonNullable<BoundaryOptions['headers']> = {};
  for (const [key, value] of Object.entries(settings.get(name))) {
    if (key === 'tenant' || key === 'team') parts[key] = value;
    else if (key === 'cost_center') parts.costCenter = value;
    else report(`${name}: got '${key}', expected tenant, team or cost_center; ignored`);
  }
  return parts;
}
