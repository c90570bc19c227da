import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { collect } from '../support/collect.ts';
import { type Circumstances, normalise, type Outcome } from './normalise.ts';
import { readSpans, type WireSpan } from './wire.ts';

export type Engine = 'upstream' | 'native';

const root = fileURLToPath(new URL('../../', import.meta.url)).replace(/\/$/, '');

/** Runs a program under an engine, to its end, and gives what the program printed, how it ended and what it sent. */
export async function run(
  file: string,
  engine: Engine,
  env: Record<string, string> = {},
  leaveOut: readonly string[] = [],
): Promise<Outcome> {
  const spans: WireSpan[] = [];
  const from = Date.now() - 1000;
  const ended = await collect(
    `../engines/programs/${file}`,
    {
      env: {
        SPANWISE_ENGINE: engine,
        OTEL_SERVICE_NAME: 'engines',
        OTEL_METRICS_EXPORTER: 'none',
        OTEL_LOGS_EXPORTER: 'none',
        ...env,
      },
    },
    {
      onBody(path, contentType, body) {
        if (!path.endsWith('/traces')) return;
        try {
          spans.push(...readSpans(contentType, body));
        } catch {
          // No receiver could read it either: its spans are lost.
        }
      },
    },
  );
  const circumstances: Circumstances = {
    source: readFileSync(new URL(`programs/${file}`, import.meta.url), 'utf8'),
    ran: [from, Date.now() + 1000],
    root,
    leaveOut,
  };
  return normalise(spans, ended, circumstances);
}
