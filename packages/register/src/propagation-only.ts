import { propagation } from '@opentelemetry/api';
import { readSettings } from '@spanwise/settings';
import { errorText, report } from './report.ts';
import { createUpstreamPropagator } from './upstream-propagator.ts';

/** Registers the propagators of `OTEL_PROPAGATORS` and nothing else, for `OTEL_SDK_DISABLED=true`. */
export function start(): void {
  try {
    const propagator = createUpstreamPropagator(readSettings(process.env));
    if (propagator) propagation.setGlobalPropagator(propagator);
  } catch (error) {
    report(`the propagators could not be registered: ${errorText(error)}`);
  }
}
