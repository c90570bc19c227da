import type { Settings } from '@spanwise/settings';
import { type Category, categories, isCategory } from './category.ts';
import type { Level } from './levels.ts';
import { report } from './report.ts';

/** What the environment says of logging. */
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
}

/** The part of the settings of the process that is about logging. */
export function logSettingsOf(settings: Settings): LogSettings {
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
  };
}

function routesOf(given: Readonly<Record<string, string>>): LogSettings['routes'] {
  const routes: Partial<Record<Category, string>> = {};
  for (const [category, output] of Object.entries(given)) {
    if (isCategory(category)) routes[category] = output;
    else report(`SPANWISE_LOG_ROUTES: got '${category}', expected one of ${categories.join(', ')}; ignored`);
  }
  return routes;
}
