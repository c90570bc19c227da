import { setTimeout as delay } from 'node:timers/promises';
import type { SpanCounts } from '../count-spans.ts';
import { type FarSide, type Running, startProgram } from '../processes.ts';
import type { LoadCase } from '../programs.ts';
import type { Rig } from '../rigs.ts';
import type { Traffic } from './traffic.ts';

/** Until then code is compiled and the heap grows, which a server does once. */
const WARM_UP_SECONDS = 4;
/** Waiting for spans between the phases lets V8 collect its whole heap, and grow it again afterwards. */
const PACED_WARM_UP_SECONDS = 2;

/** What one phase of a run gave. */
export interface Phase extends Traffic {
  /** Requests that the program's handler saw, those of the warm-up among them. */
  readonly requests: number;
  /** Spans that the receiver got of them. */
  readonly spans: SpanCounts;
  /** Processor time of the program per request of the phase itself, in microseconds. */
  readonly cpuMicros: number;
  /** Part of its core that the program used. */
  readonly busy: number;
}

export interface Run {
  readonly closed: Phase;
  readonly paced: Phase;
  /** Resident memory after the phases, in MB of 1,000,000 bytes. */
  readonly rss: number;
}

export interface RunOptions {
  readonly rig: Rig;
  readonly file: string;
  readonly load: LoadCase;
  readonly farSide: FarSide;
  readonly backend: string;
  /** Of each phase, after the warm-up. */
  readonly seconds: number;
  /** Requests a second of the phase with a constant pace. */
  readonly rate: number;
}

/** Starts the program under the rig, warms it up, and measures it: as fast as it can, then at a constant pace. */
export async function runLoad({ rig, file, load, farSide, backend, seconds, rate }: RunOptions): Promise<Run> {
  const env = { BENCH_BACKEND: backend };
  const program = await startProgram(rig, file, farSide.url, { env, hasChannel: true });
  const url = program.url + load.path;
  const measured = async (warmUp: () => Promise<unknown>, traffic: () => Promise<Traffic>): Promise<Phase> => {
    const settled = await countFromNow(program, farSide, rig.folder === undefined ? undefined : load.calls);
    await warmUp();
    const [warm, cpu, started] = [await program.requests(), program.cpuMillis(), performance.now()];
    const seen = await traffic();
    const cpuMillis = program.cpuMillis() - cpu;
    const busy = cpuMillis / (performance.now() - started);
    const cpuMicros = (cpuMillis * 1000) / ((await program.requests()) - warm);
    return { ...seen, ...(await settled()), cpuMicros, busy };
  };
  try {
    const closed = await measured(
      () => farSide.traffic({ url, seconds: WARM_UP_SECONDS }),
      () => farSide.traffic({ url, seconds }),
    );
    const paced = await measured(
      () => farSide.traffic({ url, seconds: PACED_WARM_UP_SECONDS, rate }),
      () => farSide.traffic({ url, seconds, rate }),
    );
    return { closed, paced, rss: program.rssBytes() / 1e6 };
  } finally {
    await program.kill();
  }
}

/** Requests a second of the bare program, as a measure for the constant pace. */
export async function maximumOf(
  bare: Rig,
  file: string,
  load: LoadCase,
  farSide: FarSide,
  backend: string,
): Promise<number> {
  const program = await startProgram(bare, file, farSide.url, { env: { BENCH_BACKEND: backend } });
  try {
    const url = program.url + load.path;
    await farSide.traffic({ url, seconds: 2 });
    return (await farSide.traffic({ url, seconds: 3 })).requestsPerSecond;
  } finally {
    await program.kill();
  }
}

/**
 * Gives a function that counts the requests and spans since now. It waits until all spans have come, or none comes any
 * more.
 *
 * @param calls client spans of a request; undefined when no spans will come at all.
 */
async function countFromNow(
  program: Running,
  farSide: FarSide,
  calls: number | undefined,
): Promise<() => Promise<Pick<Phase, 'requests' | 'spans'>>> {
  const [requestsBefore, before] = [await program.requests(), await farSide.counts()];
  const sinceThen = async (): Promise<Pick<Phase, 'requests' | 'spans'>> => {
    const requests = (await program.requests()) - requestsBefore;
    const { spans, server, client } = await farSide.counts();
    return {
      requests,
      spans: { spans: spans - before.spans, server: server - before.server, client: client - before.client },
    };
  };
  return async () => {
    let last = await sinceThen();
    if (calls === undefined) return last;
    // dd-trace sends every two seconds, the others every second.
    for (let quiet = 0; quiet < 10; ) {
      await delay(250);
      const now = await sinceThen();
      quiet = now.spans.spans === last.spans.spans ? quiet + 1 : 0;
      last = now;
      if (now.spans.server >= now.requests && now.spans.client >= now.requests * calls) break;
    }
    return last;
  };
}
