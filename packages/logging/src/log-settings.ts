import { readSettings, resourceAttributes, type Settings } from '@spanwise/settings';
import { type Category, categories, isCategory } from './category.ts';
import type { Level } from './levels.ts';
import { createPseudonym } from './pseudonym.ts';
import { report } from './report.ts';

/** What the environment says of logging, and of the service that logs. */
export interface LogSettings {
  level: Level;
  /** Undefined: text on a terminal, else JSON. */
  format: 'json' | 'text' | undefined;
  file: string | undefined;
  outputs: readonly string[];
  routes: Readonly<Partial<Record<Category, string>>>;
  /** Bytes at which a file is rotated; 0 for never. */
  fileBytes: number;
  fileCount: number;
  /** Lines of one key a second; 0 for all. */
  rate: number;
  baggage: readonly string[];
  pseudonym: (id: string) => string;
  /** Attributes of the resource. */
  resource: Readonly<Record<string, unknown>>;
}

const names = ['LOG_LEVEL', 'LOG_FORMAT', 'LOG_FILE'] as const;

/**
 * Reads the settings of logging.
 *
 * @param settings of the preload, which has reported what is wrong with them; else they are read from `env`
 */
export function readLogSettings(env: NodeJS.ProcessEnv, settings: Settings = readSettings(env, names)): LogSettings {
  for (const warning of settings.warnings) {
    // Of the others the preload tells, which does not read these.
    if (names.some((name) => warning.startsWith(name)) || !isPreloaded()) report(warning);
  }
  return {
    level: settings.get('LOG_LEVEL'),
    format: settings.isSet('LOG_FORMAT') ? settings.get('LOG_FORMAT') : undefined,
    file: settings.get('LOG_FILE'),
    outputs: settings.get('SPANWISE_LOG_OUTPUTS'),
    routes: routesOf(settings.get('SPANWISE_LOG_ROUTES')),
    fileBytes: settings.get('SPANWISE_LOG_FILE_BYTES'),
    fileCount: settings.get('SPANWISE_LOG_FILE_COUNT'),
    rate: settings.get('SPANWISE_LOG_RATE'),
    baggage: settings.get('SPANWISE_LOG_BAGGAGE'),
    pseudonym: createPseudonym(settings.get('SPANWISE_REDACT_KEY')),
    resource: resourceAttributes(settings),
  };
}

let ofProcess: LogSettings | undefined;

/** The settings of this process, read when they are first asked for. */
export function logSettings(): LogSettings {
  ofProcess ??= readLogSettings(process.env);
  return ofProcess;
}

function routesOf(given: Readonly<Record<string, string>>): LogSettings['routes'] {
  const routes: Partial<Record<Category, string>> = {};
  for (const [category, output] of Object.entries(given)) {
    if (isCategory(category)) routes[category] = output;
    else report(`SPANWISE_LOG_ROUTES: got '${category}', expected one of ${categories.join(', ')}; ignored`);
  }
  return routes;
}

/** What the preload offers to be flushed with; see `flush.ts`. */
function isPreloaded(): boolean {
  return (globalThis as Record<symbol, unknown>)[Symbol.for('spanwise.flush')] !== undefined;
}
