import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { createLogPipeline } from './log-pipeline.ts';
import type { Outlet, SignalPipeline } from './pipeline.ts';

/** Makes upstream's logger provider and what follows it. The native engine loads this with the first log record. */
export function createLogs(outlet: Outlet): { provider: LoggerProvider; pipeline: SignalPipeline } {
  const { settings, resource } = outlet;
  const pipeline = createLogPipeline(outlet);
  const provider = new LoggerProvider({
    resource,
    processors: pipeline.processors,
    logRecordLimits: {
      attributeCountLimit: settings.get('OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT'),
      attributeValueLengthLimit: settings.get('OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT'),
    },
  });
  return { provider, pipeline };
}
