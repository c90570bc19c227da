import { FastifyOtelInstrumentation } from '@fastify/otel';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import type { Instrumentation, InstrumentationConfig } from '@opentelemetry/instrumentation';
import { instrumentationTable } from '@spanwise/instrumentation';
import type { Settings } from '@spanwise/settings';
import { enabledInstrumentations } from './enabled.ts';
import { instrumentationConfig } from './instrumentation-config.ts';
import { loadOptional } from './optional-instrumentation.ts';

/**
 * Everything `@opentelemetry/auto-instrumentations-node` enables, and beside it `@fastify/otel` and those that the program
 * has installed, by `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS`.
 */
export function createUpstreamInstrumentations(settings: Settings): Instrumentation[] {
  const isEnabled = enabledInstrumentations(settings);
  const configs: Record<string, InstrumentationConfig> = {};
  const optional: Instrumentation[] = [];
  for (const row of instrumentationTable) {
    const { name, from, isOptional } = row;
    const config = instrumentationConfig(name, settings);
    if (isOptional) {
      const OptionalInstrumentation = isEnabled(name) ? loadOptional(row) : undefined;
      // NodeSDK enables it when it has its providers, which one that is no patch (Prisma's) needs by then.
      if (OptionalInstrumentation !== undefined)
        optional.push(new OptionalInstrumentation({ ...config, enabled: false }) as Instrumentation);
    } else if (name !== 'fastify') {
      configs[from] = { ...config, enabled: isEnabled(name) };
    }
  }
  const instrumentations: Instrumentation[] = [...getNodeAutoInstrumentations(configs), ...optional];
  if (isEnabled('fastify')) {
    instrumentations.push(new FastifyOtelInstrumentation(instrumentationConfig('fastify', settings)));
  }
  return instrumentations;
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
