import type { SeverityNumber } from '@opentelemetry/api';

/** The levels of winston, the most important first; `warn` is `warning`, for programs that were written with npm's. */
export const levels = { critical: 0, error: 1, warning: 2, warn: 2, info: 3, debug: 4 } as const;

export type Level = keyof typeof levels;

/** https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber */
export interface Severity {
  name: 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';
  number: SeverityNumber;
}

const severities: Readonly<Record<Level, Severity>> = {
  critical: { name: 'CRITICAL', number: 21 },
  error: { name: 'ERROR', number: 17 },
  warning: { name: 'WARNING', number: 13 },
  warn: { name: 'WARNING', number: 13 },
  info: { name: 'INFO', number: 9 },
  debug: { name: 'DEBUG', number: 5 },
};

/** The severity of a level; one that is not ours counts as `info`. */
export function severityOf(level: string): Severity {
  return severities[level as Level] ?? severities.info;
}
