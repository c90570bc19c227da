import { isMainThread } from 'node:worker_threads';
import type { Context } from '@opentelemetry/api';
import { type Redactor, redactBaggage, redactLog, redactorOf, redactSpan } from '@spanwise/logging/redaction';
import type { Settings } from '@spanwise/settings';
import { report } from './report.ts';

/** Redacts each thing that leaves the process. */
export interface Redaction {
  span(span: object): void;
  log(record: object): void;
  attributes<T extends object>(attributes: T): T;
  baggage(context: Context): Context;
}

type SpanLike = Parameters<typeof redactSpan>[1];
type LogLike = Parameters<typeof redactLog>[1];

let ofProcess: Redactor | undefined;

/** The redactor that the settings say, made once, so that what is wrong with them is told once. */
export function processRedactor(settings: Settings): Redactor {
  ofProcess ??= redactorOf(settings, {
    // Apart, since it has the parser of YAML in it.
    readRules: (file) =>
      (require('./redaction-rules.cjs') as typeof import('./redaction-rules.ts')).readRedactionRules(file),
    // Worker threads read the same settings: what is wrong in them was said by the main thread.
    warn: (line) => isMainThread && report(line),
  });
  return ofProcess;
}

/** Makes what redacts each thing as the settings say. */
export function createRedaction(settings: Settings): Redaction {
  const redactor = processRedactor(settings);
  return {
    span: (span) => redactSpan(redactor, span as SpanLike),
    log: (record) => redactLog(redactor, record as LogLike),
    attributes: redactor.attributes,
    baggage: (context) => redactBaggage(redactor, context),
  };
}
