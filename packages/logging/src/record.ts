import { type AnyValue, type Logger, logs } from '@opentelemetry/api';
import manifest from '../package.json' with { type: 'json' };
import { toJson } from './json.ts';
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
      attributes: { ...values(attributes), ...(error && exceptionAttributes(error)) },
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

/** Copies, since the program may change its objects before they are sent. */
function values(attributes: Readonly<Record<string, unknown>>): Record<string, AnyValue> {
  const copies: Record<string, AnyValue> = {};
  for (const key in attributes) {
    const value = attributes[key];
    if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') copies[key] = value;
    else copies[key] = JSON.parse(toJson({ value })).value;
  }
  return copies;
}
