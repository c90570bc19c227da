import { isMainThread } from 'node:worker_threads';
import type { Context } from '@opentelemetry/api';
import {
  createRedactor,
  type Preset,
  queryTextKeys,
  type Redactor,
  type Rule,
  redactBaggage,
  redactLog,
  redactSpan,
  rulesOf,
} from '@spanwise/logging/redaction';
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

/** Makes what the settings say. Loaded with the first thing that leaves, or at the start when there is a file to read. */
export function createRedaction(settings: Settings): Redaction & { redactor: Redactor } {
  const redactor = createRedactor({
    ...rules(settings),
    key: hashKey(settings),
    queryNames: settings.get('OTEL_INSTRUMENTATION_SANITIZATION_URL_EXPERIMENTAL_SENSITIVE_QUERY_PARAMETERS'),
  });
  return {
    redactor,
    span: (span) => redactSpan(redactor, span as SpanLike),
    log: (record) => redactLog(redactor, record as LogLike),
    attributes: redactor.attributes,
    baggage: (context) => redactBaggage(redactor, context),
  };
}

function rules(settings: Settings): { rules: readonly Rule[]; allow?: readonly string[] | undefined } {
  const named = settings.get('SPANWISE_REDACT') as readonly Preset[];
  const file = settings.get('SPANWISE_REDACT_RULES');
  if (file === undefined) return { rules: [...queryTextRules(settings), ...rulesOf(named)] };
  // Apart, since it has the parser of YAML in it.
  const { readRedactionRules } = require('./redaction-rules.cjs') as typeof import('./redaction-rules.ts');
  const { rules: own, presets, allow, problems } = readRedactionRules(file);
  if (problems.length === 0) {
    return { rules: [...queryTextRules(settings), ...own, ...rulesOf([...named, ...presets])], allow };
  }
  for (const problem of problems) warn(`SPANWISE_REDACT_RULES: ${problem}`);
  // Rather too little than what somebody wanted to be gone.
  warn('SPANWISE_REDACT_RULES: the file is not used; redacting as SPANWISE_REDACT=strict does');
  return { rules: [...queryTextRules(settings), ...rulesOf(['strict'])] };
}

function queryTextRules(settings: Settings): Rule[] {
  const what = settings.get('SPANWISE_DB_QUERY_TEXT');
  const keys = queryTextKeys();
  if (what === 'none') return [{ name: 'SPANWISE_DB_QUERY_TEXT', keys, action: 'remove' }];
  if (what === 'masked') return [{ name: 'SPANWISE_DB_QUERY_TEXT', keys, values: ['sql'], action: 'mask' }];
  return [];
}

const SHORTEST_KEY = 16;

function hashKey(settings: Settings): string | undefined {
  const key = settings.get('SPANWISE_REDACT_KEY');
  if (key === undefined || key.length >= SHORTEST_KEY) return key;
  warn(
    `SPANWISE_REDACT_KEY: got ${key.length} characters, expected at least ${SHORTEST_KEY}, which can be guessed less easily; nothing is hashed, all is masked`,
  );
  return undefined;
}

/** Worker threads read the same settings: what is wrong in them was said by the main thread. */
function warn(line: string): void {
  if (isMainThread) report(line);
}
