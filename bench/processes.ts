import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SpanCounts } from './count-spans.ts';
import type { Answer, Order } from './far-side.ts';
import type { Traffic, TrafficOptions } from './load/traffic.ts';
import type { Rig } from './rigs.ts';

/** A program of `bench/programs` that runs under a rig, alone on the first core. */
export interface Running {
  /** Its address, once it is ready. */
  readonly url: string;
  /** Milliseconds from its start until it was ready. */
  readonly readyMillis: number;
  /** Requests that its handler has seen. */
  requests(): Promise<number>;
  /** Processor time of all its threads so far, in milliseconds. */
  cpuMillis(): number;
  /** Resident memory, in bytes. */
  rssBytes(): number;
  kill(): Promise<void>;
  /** Resolves when it has ended. */
  readonly ended: Promise<unknown>;
}

// Of a run that fails in the middle nothing stays behind.
const children = new Set<ChildProcess>();
process.on('exit', () => {
  for (const child of children) child.kill('SIGKILL');
});

function endOf(child: ChildProcess): Promise<unknown> {
  children.add(child);
  return once(child, 'exit').finally(() => children.delete(child));
}

/** The command that runs a program under a rig. */
export function commandOf(rig: Rig, file: string, args: readonly string[]): string[] {
  return [process.execPath, ...rig.flags(file.endsWith('.mjs')), file, ...args];
}

/** The environment of a program: this one without settings of any rig, and those of this rig. */
export function environmentOf(rig: Rig, receiver: string): Record<string, string | undefined> {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(OTEL_|SPANWISE_|NODE_|npm_|DD_|ELASTIC_)/.test(name),
  );
  return { ...Object.fromEntries(inherited), ...rig.env(receiver) };
}

/** Starts a program and resolves when it is ready. Rejects when it ends before that, with what it wrote on stderr. */
export async function startProgram(
  rig: Rig,
  file: string,
  receiver: string,
  {
    args = [],
    env = {},
    hasChannel = false,
  }: { args?: string[]; env?: Record<string, string>; hasChannel?: boolean } = {},
): Promise<Running> {
  const started = performance.now();
  const child = spawn('taskset', ['--cpu-list', '0', ...commandOf(rig, file, args)], {
    env: { ...environmentOf(rig, receiver), ...env },
    stdio: ['ignore', 'pipe', 'pipe', ...(hasChannel ? ['ipc' as const] : [])],
  });
  const ended = endOf(child);
  const { readyMillis, port } = await ready(child, rig, file, started);
  return {
    ended,
    url: `http://127.0.0.1:${port}`,
    readyMillis,
    async requests() {
      child.send('requests');
      const [answer] = await once(child, 'message');
      return answer.requests;
    },
    cpuMillis() {
      // After the name, which may hold spaces: utime and stime are fields 14 and 15, in ticks of 10 ms.
      const fields = readFileSync(`/proc/${child.pid}/stat`, 'utf8')
        .replace(/^.*\) /, '')
        .split(' ');
      return (Number(fields[11]) + Number(fields[12])) * 10;
    },
    rssBytes() {
      return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) * 1024;
    },
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}

function ready(
  child: ChildProcess,
  rig: Rig,
  file: string,
  started: number,
): Promise<{ readyMillis: number; port: number }> {
  return new Promise((resolve, reject) => {
    let stdout = '';
    let stderr = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      const port = /^ready (\d+)$/m.exec(stdout)?.[1];
      if (port !== undefined) resolve({ readyMillis: performance.now() - started, port: Number(port) });
    });
    child.on('error', reject);
    child.on('close', (code) => reject(new Error(`${file} under ${rig.name} ended with ${code}: ${stdout}${stderr}`)));
  });
}

/** The process on the other core: the receiver of telemetry, and the clients. */
export interface FarSide {
  /** Where telemetry goes. */
  readonly url: string;
  /** Spans that have come. */
  counts(): Promise<SpanCounts>;
  /** Makes requests of a program. */
  traffic(options: TrafficOptions): Promise<Traffic>;
  close(): void;
}

export async function startFarSide(): Promise<FarSide> {
  // Its garbage collector stops the clients for a quarter of a millisecond each time, with V8's own size at 30 times a second.
  const execArgv = [...process.execArgv, '--min-semi-space-size=64', '--max-semi-space-size=64'];
  const child = fork(fileURLToPath(new URL('far-side.ts', import.meta.url)), { execArgv });
  const [port] = await once(child, 'message');

  async function ask(order: Order): Promise<Answer> {
    child.send(order);
    const [answer] = await once(child, 'message');
    return answer;
  }

  return {
    url: `http://127.0.0.1:${port}`,
    counts: async () => ((await ask({ counts: true })) as { counts: SpanCounts }).counts,
    traffic: async (traffic) => ((await ask({ traffic })) as { traffic: Traffic }).traffic,
    close: () => child.disconnect(),
  };
}

/** The service that `fan-out.cjs` asks, beside the clients. */
export async function startBackend(folder: string): Promise<{ url: string; close(): Promise<void> }> {
  const child = spawn(process.execPath, [join(folder, 'backend.cjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = endOf(child);
  const [text] = await once(child.stdout.setEncoding('utf8'), 'data');
  return {
    url: `http://127.0.0.1:${/\d+/.exec(text)}`,
    async close() {
      child.kill();
      await ended;
    },
  };
}
