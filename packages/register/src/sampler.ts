import { isMainThread } from 'node:worker_threads';
import { type Meter, metrics } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import {
  createSampling,
  createStandardSampler,
  type Exit,
  exitInto,
  exitIntoAll,
  type Keeper,
  parseSlowLimits,
  profileRules,
  type Rule,
  sampleLogs,
  watchEventLoop,
} from '@spanwise/sampling';
import { resourceAttributes, type Settings } from '@spanwise/settings';
import manifest from '../package.json' with { type: 'json' };
import { createRemoteSampler } from './remote-sampler.ts';
import { report } from './report.ts';

/** What decides about traces. */
export interface TraceSampling {
  readonly sampler: Sampler;
  /** The span processor that takes the place of those behind it, when there are rules about traces. */
  keepInto?(outputs: readonly (Exit | SpanProcessor)[]): Keeper;
  /** Lets log records follow their trace, when they are told to. */
  sampleLogs?(processor: LogRecordProcessor): LogRecordProcessor;
  /** Publishes what was decided as metrics. */
  observe?(): void;
  /** Whether anything was decided yet. */
  hasDecided(): boolean;
}

/** Makes what the settings say, the first that is set: rules, a profile, `OTEL_TRACES_SAMPLER`. */
export function createTraceSampling(settings: Settings, resource: Resource): TraceSampling {
  const rules = rulesOf(settings);
  const sampling = rules === undefined ? bySampler(settings, resource) : byRules(settings, rules);
  if (settings.get('SPANWISE_LOG_SAMPLING') === 'none') return { ...sampling, sampleLogs: undefined };
  return sampling;
}

function byRules(settings: Settings, rules: readonly Rule[]): TraceSampling {
  const hasLimit = rules.some(({ action }) => typeof action === 'object' && 'limit' in action);
  const service = resourceAttributes(settings)['service.name'];
  const sampling = createSampling(rules, { service, relief: hasLimit ? watchEventLoop().current : undefined });
  let keeper: Keeper | undefined;
  return {
    sampler: sampling.sampler,
    keepInto(outputs) {
      const exits = outputs.map((output) => ('hold' in output ? output : exitInto(output)));
      keeper = sampling.keep(exitIntoAll(exits), {
        maxBytes: settings.get('SPANWISE_KEEPER_BYTES'),
        maxMillis: settings.get('SPANWISE_KEEPER_TIMEOUT'),
      });
      return keeper;
    },
    sampleLogs: (processor) => sampleLogs(processor, keeper) as LogRecordProcessor,
    observe: () => sampling.observe(ownMeter()),
    hasDecided: () => sampling.counts().length > 0,
  };
}

function bySampler(settings: Settings, resource: Resource): TraceSampling {
  const name = settings.get('OTEL_TRACES_SAMPLER');
  const sampler =
    name === 'jaeger_remote' || name === 'parentbased_jaeger_remote' || name === 'xray'
      ? createRemoteSampler(name, process.env.OTEL_TRACES_SAMPLER_ARG ?? '', settings, resource)
      : createStandardSampler(name, settings.get('OTEL_TRACES_SAMPLER_ARG'));
  return { sampler, sampleLogs: (processor) => sampleLogs(processor) as LogRecordProcessor, hasDecided: () => false };
}

function ownMeter(): Meter {
  return metrics.getMeter('@spanwise/sampling', manifest.version);
}

/** Undefined when neither rules nor a profile are set. A file that cannot be used is as if a profile was set. */
function rulesOf(settings: Settings): Rule[] | readonly Rule[] | undefined {
  const file = settings.get('SPANWISE_SAMPLING_RULES');
  const profile = settings.get('SPANWISE_SAMPLING');
  if (file === undefined) return profile === undefined ? undefined : rulesOfProfile(settings, profile);
  // Apart, since it has the parser of YAML in it.
  const { readRules } = require('./sampling-rules.cjs') as typeof import('./sampling-rules.ts');
  const { rules, problems } = readRules(file);
  if (problems.length === 0) return rules;
  const instead = profile ?? 'production';
  for (const problem of problems) warn(`SPANWISE_SAMPLING_RULES: ${problem}`);
  warn(`SPANWISE_SAMPLING_RULES: the file is not used; sampling as SPANWISE_SAMPLING=${instead} does`);
  return rulesOfProfile(settings, instead);
}

function rulesOfProfile(settings: Settings, profile: Parameters<typeof profileRules>[0]): Rule[] {
  const slow = parseSlowLimits(settings.get('SPANWISE_KEEP_SLOW'), (problem) => warn(`SPANWISE_KEEP_SLOW: ${problem}`));
  return profileRules(profile, {
    slow,
    critical: settings.get('SPANWISE_KEEP_CRITICAL'),
    keepHealthChecks: settings.get('SPANWISE_KEEP_HEALTH_CHECKS'),
  });
}

/** Worker threads read the same settings: what is wrong in them was said by the main thread. */
function warn(line: string): void {
  if (isMainThread) report(line);
}
