import { readSettings } from '@spanwise/settings';
import type { Gathering } from './gather.ts';
import type { Traffic } from './traffic.ts';

type Share = 'all' | 'some' | 'none';

/** How much of each signal the environment lets through. */
export interface Expected {
  traces: Share;
  /** What in the environment decides about the traces. */
  tracesBy: string;
  logs: 'all' | 'none';
  metrics: 'all' | 'none';
}

/** What has to arrive from services that run in this environment: follows the sampling and the exporters it sets. */
export function expectedOf(environment: NodeJS.ProcessEnv): Expected {
  const settings = readSettings(environment);
  if (settings.get('OTEL_SDK_DISABLED')) {
    return { traces: 'none', tracesBy: 'OTEL_SDK_DISABLED=true', logs: 'none', metrics: 'none' };
  }
  const sent = (exporters: readonly string[]) => (exporters.includes('otlp') ? 'all' : 'none');
  const exported = sent(settings.get('OTEL_TRACES_EXPORTER'));
  return {
    ...(exported === 'all' ? sampled(environment) : { traces: exported, tracesBy: 'OTEL_TRACES_EXPORTER' }),
    logs: sent(settings.get('OTEL_LOGS_EXPORTER')),
    metrics: sent(settings.get('OTEL_METRICS_EXPORTER')),
  };
}

function sampled(environment: NodeJS.ProcessEnv): Pick<Expected, 'traces' | 'tracesBy'> {
  for (const name of ['SPANWISE_SAMPLING_RULES', 'SPANWISE_SAMPLING']) {
    if (environment[name]) return { traces: 'some', tracesBy: name };
  }
  const settings = readSettings(environment);
  const sampler = settings.get('OTEL_TRACES_SAMPLER');
  const tracesBy = `the sampler ${sampler}`;
  if (sampler.endsWith('always_on')) return { traces: 'all', tracesBy };
  if (sampler.endsWith('always_off')) return { traces: 'none', tracesBy };
  if (!sampler.endsWith('traceidratio')) return { traces: 'some', tracesBy };
  const ratio = settings.get('OTEL_TRACES_SAMPLER_ARG');
  return { traces: ratio >= 1 ? 'all' : ratio > 0 ? 'some' : 'none', tracesBy: `${tracesBy} at ${ratio}` };
}

export interface Arrived {
  gathering: Gathering;
  traffic: Traffic;
  /** Whether there is a trace with spans of all the services. */
  crossing: boolean;
}

/** One line for each thing that should have arrived and did not, or the other way round; none when all is well. */
export function problemsOf(arrived: Arrived, expected: Expected, services: readonly string[]): string[] {
  const { gathering } = arrived;
  return [
    ...traces(arrived, expected, services),
    ...signal(gathering, 'logs', expected.logs, 'OTEL_LOGS_EXPORTER', services),
    ...signal(gathering, 'metricPoints', expected.metrics, 'OTEL_METRICS_EXPORTER', services),
  ];
}

function traces(arrived: Arrived, { traces, tracesBy }: Expected, services: readonly string[]): string[] {
  const { sent } = arrived.traffic;
  const served = arrived.gathering.served['shop-gateway'] ?? 0;
  if (traces === 'some') {
    return served > sent ? [`${sent} requests were sent, but ${served} SERVER spans of shop-gateway arrived`] : [];
  }
  const problems = signal(arrived.gathering, 'spans', traces, tracesBy, services);
  if (traces === 'none') return problems;
  if (served !== sent) problems.push(`${sent} requests were sent, but ${served} SERVER spans of shop-gateway arrived`);
  if (!arrived.crossing) problems.push(`no trace has spans of all of ${services.join(', ')}`);
  return problems;
}

function signal(
  gathering: Gathering,
  what: 'spans' | 'logs' | 'metricPoints',
  share: Share,
  by: string,
  services: readonly string[],
): string[] {
  const name = what === 'metricPoints' ? 'metric points' : what;
  const total = gathering.total[what];
  if (share === 'none') return total > 0 ? [`${total} ${name} arrived, but ${by} lets none through`] : [];
  return services
    .filter((service) => !gathering.services[service]?.[what])
    .map((service) => `no ${name} of ${service}`);
}
