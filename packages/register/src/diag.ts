import { format } from 'node:util';
import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { report, silence } from './report.ts';

export type LogLevel = 'none' | 'error' | 'warn' | 'info' | 'debug' | 'verbose';

/**
 * Sets the logger of the OpenTelemetry API. Without `OTEL_LOG_LEVEL` upstream's internal messages are not shown, but one
 * is worth a line: another SDK that comes after us and is turned away.
 *
 * @param level what `OTEL_LOG_LEVEL` says, undefined when it is not set
 * @param api of the copy of the API that registers it
 */
export function setDiagLogger(level: LogLevel | undefined, api: Pick<typeof diag, 'setLogger'> = diag): void {
  if (level === 'none') silence();
  const logger = level === undefined ? onlyDuplicateRegistration() : stderrLogger();
  const logLevel = DiagLogLevel[(level ?? 'error').toUpperCase() as keyof typeof DiagLogLevel];
  api.setLogger(logger, { logLevel, suppressOverrideMessage: true });
}

function stderrLogger(): DiagLogger {
  const write =
    (level: string) =>
    (...args: unknown[]) =>
      report(`[${level}] ${format(...args)}`);
  return {
    error: write('error'),
    warn: write('warn'),
    info: write('info'),
    debug: write('debug'),
    verbose: write('verbose'),
  };
}

function onlyDuplicateRegistration(): DiagLogger {
  let told = false;
  const ignore = () => {};
  return {
    error(message: string) {
      if (told || !/Attempted duplicate registration of API: (trace|metrics|logs|context|propagation)/.test(message))
        return;
      told = true;
      report(
        'another OpenTelemetry SDK was started after Spanwise and is not used for global providers; it may instrument ' +
          'libraries a second time. Start the program without one of the two (OTEL_SDK_DISABLED=true turns both off).',
      );
    },
    warn: ignore,
    info: ignore,
    debug: ignore,
    verbose: ignore,
  };
}

/** True when another OpenTelemetry SDK has registered its tracer provider in this process. */
export function anotherSdkIsRegistered(): boolean {
  // https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/global-utils.ts
  const api = (globalThis as Record<symbol, { trace?: unknown } | undefined>)[Symbol.for('opentelemetry.js.api.1')];
  return api?.trace !== undefined;
}
