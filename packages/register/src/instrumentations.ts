import { FastifyOtelInstrumentation } from '@fastify/otel';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { Settings } from '@spanwise/settings';
import { isScrape } from './prometheus.ts';

/**
 * Everything `@opentelemetry/auto-instrumentations-node` enables, and `@fastify/otel` beside it, by
 * `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS`.
 */
export function createInstrumentations(settings: Settings): Instrumentation[] {
  const instrumentations: Instrumentation[] = getNodeAutoInstrumentations({
    '@opentelemetry/instrumentation-http': { ignoreIncomingRequestHook: (request) => isScrape(settings, request) },
  });
  if (isEnabled(settings, 'fastify')) {
    instrumentations.push(new FastifyOtelInstrumentation({ registerOnInitialization: true }));
  }
  return instrumentations;
}

function isEnabled(settings: Settings, name: string): boolean {
  const disabled: readonly string[] = settings.get('OTEL_NODE_DISABLED_INSTRUMENTATIONS');
  const enabled: readonly string[] = settings.get('OTEL_NODE_ENABLED_INSTRUMENTATIONS');
  if (disabled.includes(name)) return false;
  return enabled.length === 0 || enabled.includes(name);
}

/** The modules that the instrumentations patch, by the name they are imported with. */
export function targetModules(instrumentations: readonly Instrumentation[]): Set<string> {
  const names = new Set<string>();
  for (const instrumentation of instrumentations) {
    // InstrumentationBase does not publish its definitions.
    const { _modules = [] } = instrumentation as { _modules?: { name: string }[] };
    for (const { name } of _modules) names.add(name);
  }
  return names;
}
