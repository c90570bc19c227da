import type { Settings } from './read.ts';

/** Whether the settings have anything taken out of telemetry. */
export function isRedacting(settings: Settings): boolean {
  const queryText = settings.get('SPANWISE_DB_QUERY_TEXT');
  const hasRules = settings.isSet('SPANWISE_REDACT_RULES') || queryText === 'none' || queryText === 'masked';
  return hasRules || !settings.get('SPANWISE_REDACT').includes('none');
}
