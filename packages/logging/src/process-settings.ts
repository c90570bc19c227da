import { createRequire } from 'node:module';
import { isRedacting, readSettings, resourceAttributes } from '@spanwise/settings';
import { type LogSettings, logSettingsOf } from './log-settings.ts';
import { createPseudonym } from './pseudonym.ts';
import { redactorOf, usableKey } from './redact-settings.ts';
import type { Redactor } from './redactor.ts';
import { report } from './report.ts';

/** The settings of logging of this process, with what else they say of it. */
export interface ProcessSettings extends LogSettings {
  pseudonym: (id: string) => string;
  redactor: Redactor | undefined;
  areRecordsRedacted: boolean;
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
  const redactor = redactorOf(settings, { readRules, warn: isPreloaded ? () => {} : report });
  return {
    ...logSettingsOf(settings),
    pseudonym: createPseudonym(usableKey(settings)),
    redactor: isRedacting(settings) ? redactor : undefined,
    areRecordsRedacted: isPreloaded,
    resource: resourceAttributes(settings),
  };
}

/** Loaded when there is a file: it has the parser of YAML in it. */
function readRules(path: string): ReturnType<typeof import('./redaction-rules.ts')['readRedactionRules']> {
  return createRequire(import.meta.url)('@spanwise/logging/redaction-rules').readRedactionRules(path);
}
