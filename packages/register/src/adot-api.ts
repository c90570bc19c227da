import {
  type ContextManager,
  context,
  type LoggerProvider,
  logs,
  type MeterProvider,
  metrics,
  propagation,
  type TextMapPropagator,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';

interface Registered {
  trace?: TracerProvider & { getDelegate?(): TracerProvider };
  metrics?: MeterProvider;
  context?: ContextManager;
  propagation?: TextMapPropagator;
}

/**
 * Registers with our copy of the API what ADOT has registered with its own, older one: a copy works only with what an
 * equal or newer one has registered, and the program's may be newer than ADOT's. Log records had an API of their own then.
 *
 * https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/global-utils.ts
 */
export function takeOverApi(): void {
  const key = Symbol.for('opentelemetry.js.api.1');
  const globals = globalThis as Record<symbol, unknown>;
  const registered = (globals[key] ?? {}) as Registered;
  delete globals[key];
  if (registered.trace) trace.setGlobalTracerProvider(registered.trace.getDelegate?.() ?? registered.trace);
  if (registered.metrics) metrics.setGlobalMeterProvider(registered.metrics);
  if (registered.context) context.setGlobalContextManager(registered.context);
  if (registered.propagation) propagation.setGlobalPropagator(registered.propagation);

  const earlierLogs = globals[Symbol.for('io.opentelemetry.js.api.logs')] as LogsOfVersion | undefined;
  if (earlierLogs) logs.setGlobalLoggerProvider(earlierLogs(1));
}

type LogsOfVersion = (version: number) => LoggerProvider;
