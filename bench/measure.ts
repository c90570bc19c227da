import { AsyncLocalStorage } from 'node:async_hooks';
import { readdirSync } from 'node:fs';
import { context, createContextKey } from '@opentelemetry/api';
import type { Case } from './case.ts';
import { type Engine, spanwise, upstream } from './engines.ts';

/** What one side of a case took: nanoseconds of processor time per operation over the rounds, and bytes allocated per operation. */
export interface Figures {
  readonly nanosMin: number;
  readonly nanosMedian: number;
  readonly bytes: number;
}

/** A case's result; the ratio is upstream's median over ours, each round's pair measured right after each other. */
export interface Result {
  readonly name: string;
  readonly what: string;
  readonly rounds: number;
  readonly spanwise: Figures;
  readonly upstream: Figures;
  readonly ratio: number;
}

/** The names of all micro cases, in order. */
export function caseNames(): string[] {
  return readdirSync(new URL('micro/', import.meta.url))
    .map((file) => file.replace(/\.ts$/, ''))
    .sort();
}

const WARM_UP = 5;
const REQUEST = createContextKey('request');

/** Runs a case on both sides in turn, ours first in one round and upstream first in the next. */
export async function measureTime(name: string, rounds: number): Promise<{ spanwise: number[]; upstream: number[] }> {
  const { operations, prepare } = await loadCase(name);
  const engines = [spanwise(), upstream()];
  const nanos = { spanwise: [] as number[], upstream: [] as number[] };
  const run = engines.map((engine) => prepared(engine, prepare));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const side of round % 2 === 0 ? [0, 1] : [1, 0]) {
      const engine = engines[side]!;
      const operation = run[side]!;
      const taken = inRequest(engine, () => timed(operation, operations)) / operations;
      if (round >= 0) nanos[engine.name].push(taken);
    }
  }
  return nanos;
}

/** Bytes that an operation allocates. Needs `--expose-gc` and a young generation that no collection interrupts. */
export async function measureBytes(name: string): Promise<{ spanwise: number; upstream: number }> {
  const { operations, prepare } = await loadCase(name);
  const bytes = { spanwise: 0, upstream: 0 };
  for (const engine of [spanwise(), upstream()]) {
    const operation = prepared(engine, prepare);
    for (let count = 0; count < 3; count++) inRequest(engine, () => timed(operation, operations));
    const few = Math.min(operations, 512);
    globalThis.gc!();
    const samples = Array.from({ length: 15 }, () => {
      const before = used();
      inRequest(engine, () => timed(operation, few));
      return (used() - before) / few;
    });
    // The middle one: buffers of rounds before may be given back in any of them.
    bytes[engine.name] = Math.round(samples.sort((a, b) => a - b)[7]!);
  }
  return bytes;
}

/** A case by the name of its file. */
export async function loadCase(name: string): Promise<Case> {
  return (await import(`./micro/${name}.ts`)).default;
}

function prepared(engine: Engine, prepare: Case['prepare']): () => unknown {
  engine.activate();
  return prepare(engine);
}

// Without what the other side left in the async context frame, and with a context of this side in it, as in a request.
const clean = AsyncLocalStorage.snapshot();

function inRequest<T>(engine: Engine, fn: () => T): T {
  engine.activate();
  return clean(() => context.with(context.active().setValue(REQUEST, 1), fn));
}

// What operations return ends up here, so the compiler cannot leave their work out.
const sink: { last: unknown } = { last: undefined };

// Processor time of all threads, the garbage collector's too: what else the machine does counts little.
function timed(operation: () => unknown, operations: number): number {
  const start = process.cpuUsage();
  for (let count = 0; count < operations; count++) sink.last = operation();
  const { user, system } = process.cpuUsage(start);
  return (user + system) * 1000;
}

function used(): number {
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
