import { createRequire } from 'node:module';
import {
  fromUpstream,
  hapiRoutes,
  hookModules,
  type Instrumentation,
  instrumentationTable,
  type ModuleTarget,
  pinoFlush,
  type TableRow,
  type Telemetry,
  type UpstreamClass,
  winstonTransports,
} from '@spanwise/instrumentation';
import type { Settings } from '@spanwise/settings';
import { enabledInstrumentations } from './enabled.ts';
import { whenEsm } from './esm.ts';
import { instrumentationConfig } from './instrumentation-config.ts';
import type { LazyRedaction } from './lazy-redaction.ts';
import { loadOptional } from './optional-instrumentation.ts';
import { ownInstrumentations } from './own-instrumentations.ts';
import { report } from './report.ts';

/** After most servers listen; a command that is done by then is not worth metrics of its process. */
const LATER_MILLIS = 100;

/**
 * Instruments what the program loads from now on, with the instrumentations of the table that the settings enable; one
 * that no module asks for is never loaded.
 *
 * @param runSuppressed runs what the program did not ask for, so that it makes no telemetry
 * @param redaction takes out of lines of the access log what must not be written
 */
export function startInstrumentations(
  settings: Settings,
  telemetry: Telemetry,
  runSuppressed: <T>(fn: () => T) => T,
  redaction: LazyRedaction | undefined,
): void {
  const isEnabled = enabledInstrumentations(settings);
  const own = ownInstrumentations(settings, telemetry, redaction);
  const instrumentations = instrumentationTable
    .filter(({ name }) => isEnabled(name))
    .map((row) => ({ ...row, make: () => makeUpstream(row, settings, telemetry), ...own[row.name] }));
  const hook = hookModules({
    instrumentations,
    runSuppressed,
    report,
    require,
  });
  const later: string[] = [];
  for (const { name, start } of instrumentations) {
    if (start === 'start' || (start === 'lambda' && process.env._HANDLER && process.env.LAMBDA_TASK_ROOT)) {
      hook.make(name);
    } else if (start === 'later') {
      later.push(name);
    }
  }
  if (later.length > 0) setTimeout(() => later.forEach(hook.make), LATER_MILLIS).unref();
  whenEsm(hook.hookImport);
}

/** What is patched beside what upstream patches, by the name of the instrumentation. */
const additions: Readonly<Record<string, { before?: ModuleTarget[]; after?: ModuleTarget[] }>> = {
  hapi: { after: [hapiRoutes] },
  pino: { before: [pinoFlush] },
  winston: { after: [winstonTransports] },
};

function makeUpstream(row: TableRow, settings: Settings, telemetry: Telemetry): Instrumentation | undefined {
  const upstreamClass = row.isOptional ? loadOptional(row) : load(row);
  if (upstreamClass === undefined) return undefined;
  const made = fromUpstream(row.name, upstreamClass, instrumentationConfig(row.name, settings), telemetry);
  const { before = [], after = [] } = additions[row.name] ?? {};
  return { ...made, targets: [...before, ...made.targets, ...after] };
}

/** Those of the list of upstream are dependencies of it, not of ours. */
function load({ from, className }: TableRow): UpstreamClass {
  const isOurs = from === '@fastify/otel';
  const load = isOurs ? require : createRequire(require.resolve('@opentelemetry/auto-instrumentations-node'));
  return load(from)[className];
}
