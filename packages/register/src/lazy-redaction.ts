import { propagation } from '@opentelemetry/api';
import { isRedacting, type Settings } from '@spanwise/settings';
import type { Redaction } from './redaction.ts';
import { errorText, report } from './report.ts';

/** Gives what redacts, which is loaded when it is first asked for. */
export type LazyRedaction = () => Redaction;

/**
 * Undefined when nothing is to be taken out of telemetry. A file of rules is read at once, so that what is wrong in it
 * is told at the start.
 *
 * @param runSuppressed runs what the program did not ask for, so that it makes no telemetry
 */
export function lazyRedaction(settings: Settings, runSuppressed: <T>(fn: () => T) => T): LazyRedaction | undefined {
  if (!isRedacting(settings)) return undefined;
  let redaction: Redaction | undefined;

  function load(): Redaction {
    try {
      return runSuppressed(() =>
        (require('./redaction.cjs') as typeof import('./redaction.ts')).createRedaction(settings),
      );
    } catch (error) {
      report(`attributes are left out, because what redacts them could not be loaded: ${errorText(error)}`);
      return nothingLeaves;
    }
  }

  const get: LazyRedaction = () => (redaction ??= load());
  if (settings.isSet('SPANWISE_REDACT_RULES') || settings.isSet('SPANWISE_REDACT_KEY')) get();
  return get;
}

/** Without rules nothing is known to be harmless. */
const nothingLeaves: Redaction = {
  span(span) {
    Object.assign(span, { name: 'REDACTED', attributes: {}, events: [], links: [] });
  },
  log(record) {
    Object.assign(record, { body: 'REDACTED' });
    const { attributes } = record as { attributes: Record<string, unknown> };
    for (const key of Object.keys(attributes)) delete attributes[key];
  },
  text: () => 'REDACTED',
  attributes: <T extends object>() => ({}) as T,
  baggage: (context) => propagation.deleteBaggage(context),
};
