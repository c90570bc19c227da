import { createRequire } from 'node:module';
import { readSettings, resourceAttributes } from '@spanwise/settings';
import { type LogSettings, logSettingsOf } from './log-settings.ts';
import { createPseudonym } from './pseudonym.ts';
import { redactorOf } from './redact-settings.ts';
import type { RedactionFile } from './redaction-rules.ts';
import type { Redactor } from './redactor.ts';
import { report } from './report.ts';

/** The settings of logging of this process, with what else they say of it. */
export interface ProcessSettings extends LogSettings {
  pseudonym: (id: string) => string;
  /** Redacts what is written to files and consoles. */
  redactor: Redactor;
  /** Whether the preload runs, which redacts what is exported. */
  isPreloaded: boolean;
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
    redactor: redactorOf(settings, {
      readRules,
      // Of the key it is told below, with what it means for pseudonyms.
      warn: (line) => isPreloaded || line.startsWith('SPANWISE_REDACT_KEY') || report(line),
    }),
    isPreloaded,
    pseudonym: createPseudonym(hashKey(settings.get('SPANWISE_REDACT_KEY'), isPreloaded)),
    resource: resourceAttributes(settings),
  };
}

/** Loaded when there is a file, since it has the parser of YAML in it. */
function readRules(file: string): RedactionFile {
  const load = createRequire(import.meta.url);
  return (load('@spanwise/logging/redaction-rules') as typeof import('./redaction-rules.ts')).readRedactionRules(file);
}

/** As redaction, which tells of it under the preload. */
const SHORTEST_KEY = 16;

function hashKey(key: string | undefined, isTold: boolean): string | undefined {
  if (key === undefined || key.length >= SHORTEST_KEY) return key;
  if (!isTold) {
    report(
      `SPANWISE_REDACT_KEY: got ${key.length} characters, expected at least ${SHORTEST_KEY}, which can be guessed less easily; using a random one`,
    );
  }
  return undefined;
}
