import { propagation } from '@opentelemetry/api';
import { readSettings } from '@spanwise/settings';
import { createPropagator } from './propagators.ts';
import { report } from './report.ts';

/** Registers the propagators of `OTEL_PROPAGATORS` and nothing else, for `OTEL_SDK_DISABLED=true`. */
export function start(): void {
  try {
    const propagator = createPropagator(readSettings(process.env).get('OTEL_PROPAGATORS'));
    if (propagator) propagation.setGlobalPropagator(propagator);
  } catch (error) {
    report(`the propagators could not be registered: ${error instanceof Error ? error.message : error}`);
  }
}
