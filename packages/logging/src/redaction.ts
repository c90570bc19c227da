export { maskQueryText } from './query-text.ts';
export { readPattern, type Pattern } from './redact-pattern.ts';
export { type Action, type Preset, plainKeys, presets, queryTextKeys, type Rule, rulesOf } from './redact-rule.ts';
export { createRedactor, LONGEST_TEXT, type Redactor, type RedactorOptions } from './redactor.ts';
export type { ValueKind } from './redact-value.ts';
