export { type Alias, aliases } from './aliases.ts';
export { type OtlpSettings, otlpSettings, type Signal } from './endpoint.ts';
export { instrumentationNames } from './node.ts';
export { type Env, readSettings, type Settings } from './read.ts';
export { isRedacting } from './redacting.ts';
export { resourceAttributes } from './resource.ts';
export { type Engine, engines, type Setting, type SettingGroup, type SettingType } from './setting.ts';
export { suggest } from './suggest.ts';
export { type SettingName, type SettingValue, settingsTable } from './table.ts';
