import { createNoopLogger, type LoggerProvider, logs } from '@opentelemetry/api';

const PROVIDER: unique symbol = Symbol.for('io.opentelemetry.js.api.logs');
const VERSION = 1;

/**
 * Hands the logger provider to packages that still log through `@opentelemetry/api-logs` 0.2xx, such as
 * `@opentelemetry/winston-transport`. They look for it under a global symbol of their own, which API 1.10 leaves empty.
 *
 * https://github.com/open-telemetry/opentelemetry-js/blob/main/experimental/packages/api-logs/src/internal/global-utils.ts
 */
export function shareLoggerProvider(): void {
  const shared = globalThis as { [PROVIDER]?: (version: number) => LoggerProvider };
  shared[PROVIDER] ??= (version) => (version === VERSION ? logs.getLoggerProvider() : { getLogger: createNoopLogger });
}
