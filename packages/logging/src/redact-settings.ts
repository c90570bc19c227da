import type { Settings } from '@spanwise/settings';
import { type Preset, queryTextKeys, type Rule, rulesOf } from './redact-rule.ts';
import type { RedactionFile } from './redaction-rules.ts';
import { createRedactor, type Redactor } from './redactor.ts';

export interface RedactorOfOptions {
  /** Reads a file of rules: `readRedactionRules` of the entry `redaction-rules`, which has the parser of YAML in it. */
  readonly readRules: (file: string) => RedactionFile;
  /** Gets a line for each thing that is wrong. */
  readonly warn: (line: string) => void;
}

/** Makes the redactor that the settings say. A file that cannot be used redacts more rather than less. */
export function redactorOf(settings: Settings, { readRules, warn }: RedactorOfOptions): Redactor {
  const { rules, allow } = rulesOfSettings(settings, readRules, warn);
  return createRedactor({
    rules: [...queryTextRules(settings), ...rules],
    allow,
    key: hashKey(settings, warn),
    queryNames: settings.get('OTEL_INSTRUMENTATION_SANITIZATION_URL_EXPERIMENTAL_SENSITIVE_QUERY_PARAMETERS'),
  });
}

function rulesOfSettings(
  settings: Settings,
  readRules: RedactorOfOptions['readRules'],
  warn: RedactorOfOptions['warn'],
): { rules: readonly Rule[]; allow?: readonly string[] | undefined } {
  const named = settings.get('SPANWISE_REDACT') as readonly Preset[];
  const file = settings.get('SPANWISE_REDACT_RULES');
  if (file === undefined) return { rules: rulesOf(named) };
  const { rules, presets, allow, problems } = readRules(file);
  if (problems.length === 0) return { rules: [...rules, ...rulesOf([...named, ...presets])], allow };
  for (const problem of problems) warn(`SPANWISE_REDACT_RULES: ${problem}`);
  warn('SPANWISE_REDACT_RULES: the file is not used; redacting as SPANWISE_REDACT=strict does');
  return { rules: rulesOf(['strict']) };
}

function queryTextRules(settings: Settings): Rule[] {
  const what = settings.get('SPANWISE_DB_QUERY_TEXT');
  const keys = queryTextKeys();
  if (what === 'none') return [{ name: 'SPANWISE_DB_QUERY_TEXT', keys, action: 'remove' }];
  if (what === 'masked') return [{ name: 'SPANWISE_DB_QUERY_TEXT', keys, values: ['sql'], action: 'mask' }];
  return [];
}

const SHORTEST_KEY = 16;

/** What `SPANWISE_REDACT_KEY` says, unless it is too short to keep anything secret. */
export function usableKey(settings: Settings): string | undefined {
  const key = settings.get('SPANWISE_REDACT_KEY');
  return key !== undefined && key.length >= SHORTEST_KEY ? key : undefined;
}

function hashKey(settings: Settings, warn: RedactorOfOptions['warn']): string | undefined {
  const key = usableKey(settings);
  const given = settings.get('SPANWISE_REDACT_KEY');
  if (key !== undefined || given === undefined) return key;
  warn(
    `SPANWISE_REDACT_KEY: got ${given.length} characters, expected at least ${SHORTEST_KEY}, so that it cannot be guessed; nothing is hashed, all is masked`,
  );
  return undefined;
}
