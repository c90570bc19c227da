import { FastifyOtelInstrumentation } from '@fastify/otel';
import { getNodeAutoInstrumentations } from '@opentelemetry/auto-instrumentations-node';
import type { Instrumentation, InstrumentationConfig } from '@opentelemetry/instrumentation';
import { instrumentationTable, type TableRow } from '@spanwise/instrumentation';
import type { Settings } from '@spanwise/settings';
import { enabledInstrumentations } from './enabled.ts';
import { instrumentationConfig } from './instrumentation-config.ts';
import { loadOptional } from './optional-instrumentation.ts';
import { errorText, report } from './report.ts';

/**
 * Everything `@opentelemetry/auto-instrumentations-node` enables, and beside it `@fastify/otel` and those that the program
 * has installed, by `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and `OTEL_NODE_DISABLED_INSTRUMENTATIONS`.
 */
export function createUpstreamInstrumentations(settings: Settings): Instrumentation[] {
  const isEnabled = enabledInstrumentations(settings);
  const configs: Record<string, InstrumentationConfig> = {};
  for (const { name, from, isOptional } of instrumentationTable) {
    if (isOptional || name === 'fastify') continue;
    configs[from] = { ...instrumentationConfig(name, settings), enabled: isEnabled(name) };
  }
  const instrumentations: Instrumentation[] = getNodeAutoInstrumentations(configs);
  for (const row of instrumentationTable) {
    if (!row.isOptional || !isEnabled(row.name)) continue;
    const made = makeOptional(row, settings);
    if (made !== undefined) instrumentations.push(made);
  }
  if (isEnabled('fastify')) {
    instrumentations.push(new FastifyOtelInstrumentation(instrumentationConfig('fastify', settings)));
  }
  return instrumentations;
}

/** NodeSDK enables it when it has its providers, which one that is no patch (Prisma's) needs by then. */
function makeOptional(row: TableRow, settings: Settings): Instrumentation | undefined {
  try {
    const OptionalInstrumentation = loadOptional(row);
    if (OptionalInstrumentation === undefined) return undefined;
    const config = instrumentationConfig(row.name, settings);
    return new OptionalInstrumentation({ ...config, enabled: false }) as Instrumentation;
  } catch (error) {
    report(
      `the instrumentation '${row.name}' could not be loaded and is switched off: ${errorText(error)}. ` +
        `OTEL_NODE_DISABLED_INSTRUMENTATIONS=${row.name} keeps this line away.`,
    );
    return undefined;
  }
}
