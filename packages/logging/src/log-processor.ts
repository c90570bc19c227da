import { type AttributeValue, type Context, context as contextApi } from '@opentelemetry/api';
import { requestAttributes } from './request-context.ts';

/** The part of the SDK's log records that is written to. */
interface LogRecord {
  readonly attributes: Readonly<Record<string, unknown>>;
  setAttribute(key: string, value: AttributeValue): unknown;
}

/**
 * A log record processor that writes what is known of a request on its records, whichever logger they come from, and
 * nothing over what they say themselves.
 *
 * @param baggage names that callers are believed
 */
export function createContextLogProcessor(baggage: readonly string[]): {
  onEmit(record: LogRecord, context?: Context): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
} {
  return {
    onEmit(record, context = contextApi.active()) {
      const attributes = requestAttributes(context, baggage);
      for (const key in attributes) {
        if (record.attributes[key] === undefined) record.setAttribute(key, attributes[key]!);
      }
    },
    async forceFlush() {},
    async shutdown() {},
  };
}

/** Adds what is known of the request to the fields of a line that another logger is about to write. */
export function addRequestFields(fields: Record<string, unknown>, baggage: readonly string[]): void {
  const attributes = requestAttributes(contextApi.active(), baggage);
  for (const key in attributes) fields[key] ??= attributes[key];
}
