export { maskQueryText } from './query-text.ts';
export { type CollectorRedaction, type ForCollector, toCollectorRedaction } from './redact-collector.ts';
export type { Pattern } from './redact-pattern.ts';
export { type Action, type Preset, presets, type Rule, rulesOf } from './redact-rule.ts';
export { type RedactorOfOptions, redactorOf } from './redact-settings.ts';
export { redactBaggage, redactLog, redactSpan } from './redact-telemetry.ts';
export { type ValueKind, valueKinds } from './redact-value.ts';
export { createRedactor, type Redactor, type RedactorOptions } from './redactor.ts';
