import { type Logger, logs } from '@opentelemetry/api';
import manifest from '../package.json' with { type: 'json' };
import { plainValues } from './json.ts';
import type { Line } from './line.ts';

/**
 * Hands lines to the SDK as log records, under the name of the logger as their scope.
 *
 * https://opentelemetry.io/docs/specs/otel/logs/data-model/
 */
export function createRecorder(name: string): (line: Line) => void {
  let logger: Logger | undefined;
  return ({ time, severity, message, attributes, error, context }) => {
    logger ??= logs.getLogger(name, manifest.version);
    logger.emit({
      timestamp: time,
      severityNumber: severity.number,
      severityText: severity.name,
      body: message,
      attributes: { ...plainValues(attributes), ...(error && exceptionAttributes(error)) },
      context,
    });
  };
}

/** https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-logs/ */
function exceptionAttributes({
  type,
  message,
  stack = '',
  causes = [],
}: NonNullable<Line['error']>): Record<string, string> {
  return {
    'exception.type': type,
    'exception.message': message,
    'exception.stacktrace': [stack, ...causes.map((cause) => `Caused by: ${cause}`)].join('\n'),
  };
}
