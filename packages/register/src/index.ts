/**
 * The entry of the preload. It is parsed and run by every Node.js process that `NODE_OPTIONS` reaches, so it stays
 * small, loads nothing before it has decided that there is work, and is built for old Node.js (no `globalThis` either).
 */
import { reasonToStayAway } from './guards.ts';

const loaded = Symbol.for('spanwise.register');

if (!(loaded in global)) {
  Object.defineProperty(global, loaded, { value: true });
  const reason = reasonToStayAway(process);
  if (reason === undefined) {
    try {
      run();
    } catch (error) {
      // A file of ours that cannot be loaded: what throws in there is caught in there.
      tell(`could not start, the program runs without telemetry: ${(error as Error).message.split('\n')[0]}`);
    }
  } else if (reason !== '') {
    tell(reason);
  }
}

function tell(line: string): void {
  process.stderr.write(`[spanwise] ${line}\n`);
}

function run(): void {
  const { OTEL_SDK_DISABLED, OTEL_PROPAGATORS } = process.env;
  if (OTEL_SDK_DISABLED?.trim().toLowerCase() !== 'true') {
    require('./preload.cjs').start();
  } else if (OTEL_PROPAGATORS) {
    // The specification keeps propagation alive when the SDK is disabled and propagators are named:
    // https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/#general-sdk-configuration
    require('./propagation-only.cjs').start();
  }
}
