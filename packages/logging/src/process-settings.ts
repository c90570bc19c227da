import { readSettings, resourceAttributes } from '@spanwise/settings';
import { type LogSettings, logSettingsOf } from './log-settings.ts';
import { createPseudonym } from './pseudonym.ts';
import { report } from './report.ts';

/** The settings of logging of this process, with what else they say of it. */
export interface ProcessSettings extends LogSettings {
  pseudonym: (id: string) => string;
  /** Attributes of the resource. */
  resource: Readonly<Record<string, unknown>>;
}

/** Without a prefix of ours: the preload does not read them, since other loggers use these names too. */
const names = ['LOG_LEVEL', 'LOG_FORMAT', 'LOG_FILE'] as const;

let ofProcess: ProcessSettings | undefined;

/** The settings of this process, read when they are first asked for; what is wrong is a line each on stderr. */
export function processSettings(): ProcessSettings {
  ofProcess ??= read();
  return ofProcess;
}

function read(): ProcessSettings {
  const settings = readSettings(process.env, names);
  // Of all others the preload tells.
  const isPreloaded = Symbol.for('spanwise.flush') in globalThis;
  for (const warning of settings.warnings) {
    if (!isPreloaded || names.some((name) => warning.startsWith(name))) report(warning);
  }
  return {
    ...logSettingsOf(settings),
    pseudonym: createPseudonym(settings.get('SPANWISE_REDACT_KEY')),
    resource: resourceAttributes(settings),
  };
}
