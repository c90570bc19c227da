import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { collect } from '../support/collect.ts';
import { type Circumstances, normalise, type Outcome } from './normalise.ts';
import type { Program } from './programs.ts';
import { startServer } from './servers.ts';
import { readItems, type Sent } from './wire.ts';

export type Engine = 'upstream' | 'native';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

// Upstream's instrumentation of http counts the requests of exporters as the program's: there are none while it runs.
const sentAtTheEnd = { OTEL_BSP_SCHEDULE_DELAY: '600000', OTEL_BLRP_SCHEDULE_DELAY: '600000' };

/** Runs a program under an engine, to its end, and gives what the program printed, how it ended and what it sent. */
export async function run(
  { file, folder = 'programs', leaveOut = [], server: serverName, isAboutAll = false }: Program,
  engine: Engine,
  env: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const server = serverName === undefined ? undefined : await startServer(serverName);
  const sent: Sent = { spans: [], logs: [], metrics: [] };
  const from = Date.now() - 1000;
  try {
    const ended = await collect(
      `../engines/${folder}/${file}`,
      {
        env: {
          SPANWISE_ENGINE: engine,
          OTEL_SERVICE_NAME: 'engines',
          // A busy machine costs no telemetry.
          SPANWISE_EXIT_TIMEOUT: '20s',
          ...(isAboutAll ? sentAtTheEnd : { OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' }),
          ...(server && { SERVER_PORT: `${server.port}` }),
          ...env,
        },
      },
      {
        onBody(path, contentType, body) {
          const signal = path.slice(path.lastIndexOf('/') + 1) as 'traces' | 'logs' | 'metrics';
          try {
            sent[signal === 'traces' ? 'spans' : signal].push(...readItems(signal, contentType, body));
          } catch {
            // No receiver could read it either: it is lost.
          }
        },
      },
    );
    const circumstances: Circumstances = {
      source: readFileSync(new URL(`${folder}/${file}`, import.meta.url), 'utf8'),
      ran: [from, Date.now() + 1000],
      root,
      leaveOut,
    };
    return normalise(sent, ended, circumstances);
  } finally {
    await server?.stop();
  }
}
