import { isMainThread } from 'node:worker_threads';
import type { Context } from '@opentelemetry/api';
import { redactBaggage, redactLog, redactorOf, redactSpan } from '@spanwise/logging/redaction';
import type { Settings } from '@spanwise/settings';
import { report } from './report.ts';

/** Redacts each thing that leaves the process. */
export interface Redaction {
  span(span: object): void;
  log(record: object): void;
  text(text: string): string;
  attributes<T extends object>(attributes: T): T;
  baggage(context: Context): Context;
}

type SpanLike = Parameters<typeof redactSpan>[1];
type LogLike = Parameters<typeof redactLog>[1];

/** Makes what the settings say. */
export function createRedaction(settings: Settings): Redaction {
  const redactor = redactorOf(settings, {
    // Apart, since it has the parser of YAML in it.
    readRules: (file) =>
      (require('./redaction-rules.cjs') as typeof import('./redaction-rules.ts')).readRedactionRules(file),
    // Worker threads read the same settings: what is wrong in them was said by the main thread.
    warn: (line) => isMainThread && report(line),
  });
  return {
    span: (span) => redactSpan(redactor, span as SpanLike),
    log: (record) => redactLog(redactor, record as LogLike),
    text: redactor.text,
    attributes: redactor.attributes,
    baggage: (context) => redactBaggage(redactor, context),
  };
}
