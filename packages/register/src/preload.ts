import { isInternalThread, isMainThread } from 'node:worker_threads';
import { readSettings, type Settings } from '@spanwise/settings';
import { findAdot } from './adot-package.ts';
import { watchApiVersions } from './api-version.ts';
import { anotherSdkIsRegistered } from './diag.ts';
import { flushAtExit, type Pending } from './exit.ts';
import { start as startNative } from './native.ts';
import { errorText, report, silence } from './report.ts';
import { keepTickShape } from './tick-shape.ts';

const FLUSHES: unique symbol = Symbol.for('spanwise.flush');

/** Starts the engine that the settings name. Whatever fails here is one line on stderr, and the program runs. */
export function start(): void {
  // The loader thread that `module.register` starts runs the --require flags too.
  if (isInternalThread) return;
  try {
    const { settings, adot } = chooseEngine();
    if (settings.get('OTEL_LOG_LEVEL') === 'none') silence();
    // Worker threads read the same environment: what is wrong in it was said by the main thread.
    if (isMainThread) for (const warning of settings.warnings) report(warning);
    if (anotherSdkIsRegistered()) {
      report(
        'another OpenTelemetry SDK was started before Spanwise, which stays off. Start the program with one of them.',
      );
      return;
    }
    const engine = startNamed(settings, adot);
    if (settings.get('SPANWISE_LOG_CONSOLE')) {
      const { captureConsole } = require('./logging.cjs') as typeof import('./logging.ts');
      captureConsole(settings.get('SPANWISE_LOG_BAGGAGE'));
    }
    watchApiVersions(report);
    keepTickShape();
    flushAtExit(neverThrowing(engine), isMainThread ? ['SIGINT', 'SIGTERM', 'SIGHUP'] : []);
  } catch (error) {
    report(`could not start, the program runs without telemetry: ${errorText(error)}`);
  }
}

/** The settings, those for the default engine when the one that is set is not installed. */
function chooseEngine(): { settings: Settings; adot?: string } {
  const settings = readSettings(process.env);
  if (settings.get('SPANWISE_ENGINE') !== 'adot') return { settings };
  const found = findAdot();
  if ('file' in found) return { settings, adot: found.file };
  const others = readSettings({ ...process.env, SPANWISE_ENGINE: undefined });
  if (isMainThread) {
    report(`SPANWISE_ENGINE: got 'adot', but ${found.problem}; using ${others.get('SPANWISE_ENGINE')}`);
  }
  return { settings: others };
}

function startNamed(settings: Settings, adot = ''): Pending {
  switch (settings.get('SPANWISE_ENGINE')) {
    case 'native':
      return startNative(settings);
    case 'upstream':
      return (require('./upstream.cjs') as typeof import('./upstream.ts')).start(settings);
    case 'adot':
      return (require('./adot.cjs') as typeof import('./adot.ts')).start(settings, adot);
  }
}

/** What other packages of ours have to write before the process ends, such as log lines. */
function shareFlush(): Set<() => void> {
  const shared = globalThis as { [FLUSHES]?: Set<() => void> };
  shared[FLUSHES] ??= new Set();
  return shared[FLUSHES];
}

function neverThrowing(engine: Pending): Pending {
  const flushes = shareFlush();
  return {
    ...engine,
    flush() {
      try {
        // First, because they may make telemetry.
        for (const flush of flushes) flush();
        engine.flush();
      } catch (error) {
        report(`the last telemetry could not be delivered: ${errorText(error)}`);
      }
    },
  };
}
