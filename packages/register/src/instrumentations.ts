import { FastifyOtelInstrumentation } from '@fastify/otel';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import type { Instrumentation, InstrumentationConfig } from '@opentelemetry/instrumentation';
import type { HttpInstrumentationConfig } from '@opentelemetry/instrumentation-http';
import { instrumentationNames, type Settings } from '@spanwise/settings';
import { isScrape } from './scrape.ts';

/**
 * Off unless enabled by name. `fs` and `host-metrics` are upstream's own choice; `dns` and `net` make traces of nothing
 * but a look-up or a connection (https://github.com/open-telemetry/opentelemetry-js-contrib/issues/2453); `router` records
 * what `express` 5 already does, and adds a listener a layer, until Node.js warns of a leak on stderr.
 */
const offByDefault: readonly string[] = ['dns', 'fs', 'host-metrics', 'net', 'router'];

/**
 * Everything `@opentelemetry/auto-instrumentations-node` enables, and `@fastify/otel` beside it, by
 * `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS`.
 */
export function createInstrumentations(settings: Settings): Instrumentation[] {
  const disabled: readonly string[] = settings.get('OTEL_NODE_DISABLED_INSTRUMENTATIONS');
  const chosen: readonly string[] = settings.get('OTEL_NODE_ENABLED_INSTRUMENTATIONS');
  const isEnabled = (name: string): boolean =>
    !disabled.includes(name) && (chosen.length > 0 ? chosen.includes(name) : !offByDefault.includes(name));

  const config: Record<string, InstrumentationConfig> = {};
  for (const name of instrumentationNames) {
    if (name !== 'fastify') config[`@opentelemetry/instrumentation-${name}`] = { enabled: isEnabled(name) };
  }
  const http: HttpInstrumentationConfig = {
    enabled: isEnabled('http'),
    ignoreIncomingRequestHook: (request) => isScrape(settings, request),
  };
  const instrumentations: Instrumentation[] = getNodeAutoInstrumentations({
    ...config,
    '@opentelemetry/instrumentation-http': http,
  });
  if (isEnabled('fastify')) instrumentations.push(fastify());
  return instrumentations;
}

function fastify(): Instrumentation {
  // Set but empty, it makes the constructor throw.
  if (process.env.OTEL_FASTIFY_IGNORE_PATHS === '') delete process.env.OTEL_FASTIFY_IGNORE_PATHS;
  return new FastifyOtelInstrumentation({ registerOnInitialization: true });
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
