import { decodeRequest } from '@spanwise/cli';
import { profileRules } from '@spanwise/sampling';
import { createEngine } from './engine.ts';

const RATE = 5000;
/** Traces that are open at a time: each takes 100 ms. */
const OPEN = RATE / 10;

export interface Load {
  seconds: number;
  traces: number;
  errors: number;
  /** Traces that were kept, those with an error among them, and what they stand for. */
  kept: number;
  keptErrors: number;
  counted: number;
  /** Spans of kept traces that were not complete. */
  incomplete: number;
  maxBytes: number;
  mostBytesHeld: number;
  /** Processor time of all threads by time. */
  cpu: number;
}

/**
 * The keeper of `SPANWISE_SAMPLING=production` at 5,000 traces of three spans a second, one in a hundred with an error.
 *
 * @param seconds how long
 */
export async function runLoad(seconds: number): Promise<Load> {
  const maxBytes = 16 * 1024 * 1024;
  const load: Load = {
    seconds,
    ...{ traces: 0, errors: 0, kept: 0, keptErrors: 0, counted: 0, incomplete: 0 },
    maxBytes,
    mostBytesHeld: 0,
    cpu: 0,
  };
  const bodies: Uint8Array[] = [];
  // On a busy machine any trace may be slow, and would be kept for it.
  const rules = profileRules('production', { slow: { millis: undefined, routes: [] } });
  const engine = createEngine({ rules, maxBytes, onBody: (body) => bodies.push(body) });
  const ends: (() => void)[] = [];
  const start = performance.now();
  const cpuBefore = process.cpuUsage();
  await new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      const due = Math.min(seconds, (performance.now() - start) / 1000) * RATE;
      while (load.traces < due) {
        const isError = load.traces++ % 100 === 0;
        if (isError) load.errors++;
        ends.push(engine.begin(isError));
        if (ends.length > OPEN) ends.shift()!();
      }
      load.mostBytesHeld = Math.max(load.mostBytesHeld, engine.keeper!.bytes());
      if (load.traces < seconds * RATE) return;
      clearInterval(timer);
      for (const end of ends.splice(0)) end();
      resolve();
    }, 5);
  });
  const { user, system } = process.cpuUsage(cpuBefore);
  load.cpu = (user + system) / 1000 / (performance.now() - start);
  engine.flush();
  await engine.keeper!.shutdown();
  count(load, bodies);
  return load;
}

function count(load: Load, bodies: readonly Uint8Array[]): void {
  const spansOf = new Map<string, number>();
  for (const body of bodies) {
    const batch = decodeRequest('traces', 'application/x-protobuf', body);
    for (const { traceId, parentSpanId, traceState, attributes } of batch.signal === 'traces' ? batch.spans : []) {
      spansOf.set(traceId, (spansOf.get(traceId) ?? 0) + 1);
      if (parentSpanId !== undefined) continue;
      load.kept++;
      if (attributes['sampling.rule'] === 'errors') load.keptErrors++;
      load.counted += traceState === 'ot=th:0' ? 1 : 10;
    }
  }
  for (const spans of spansOf.values()) if (spans !== 3) load.incomplete++;
}
