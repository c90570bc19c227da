import { FastifyOtelInstrumentation } from '@fastify/otel';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import type { Instrumentation, InstrumentationConfig } from '@opentelemetry/instrumentation';
import { instrumentationNames, type Settings } from '@spanwise/settings';
import { enabledInstrumentations } from './enabled.ts';
import { instrumentationConfig } from './instrumentation-config.ts';

/**
 * Everything `@opentelemetry/auto-instrumentations-node` enables, and `@fastify/otel` beside it, by
 * `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS`.
 */
export function createUpstreamInstrumentations(settings: Settings): Instrumentation[] {
  const isEnabled = enabledInstrumentations(settings);
  const configs: Record<string, InstrumentationConfig> = {};
  for (const name of instrumentationNames) {
    if (name === 'fastify') continue;
    configs[`@opentelemetry/instrumentation-${name}`] = {
      ...instrumentationConfig(name, settings),
      enabled: isEnabled(name),
    };
  }
  const instrumentations: Instrumentation[] = getNodeAutoInstrumentations(configs);
  if (isEnabled('fastify')) {
    instrumentations.push(new FastifyOtelInstrumentation(instrumentationConfig('fastify', settings)));
  }
  return instrumentations;
}
