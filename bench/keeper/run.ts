import { mkdirSync, writeFileSync } from 'node:fs';
import { createStandardSampler, profileRules, type Rule } from '@spanwise/sampling';
import { createEngine, type Engine } from './engine.ts';
import { type Load, runLoad } from './load.ts';

const errors: Rule = { name: 'errors', match: { status: 'error' }, action: 'keep' };

/** What decides about a request that is fine and quick, so that nothing of it is kept but where it says so. */
const sides: Record<string, () => Engine> = {
  'nothing set: all kept': () => createEngine(),
  'always_on: all kept': () => createEngine({ sampler: createStandardSampler('always_on', 1) }),
  'always_off: nothing recorded': () => createEngine({ sampler: createStandardSampler('always_off', 1) }),
  'rules that drop at the start': () => createEngine({ rules: [{ name: 'all', action: 'drop' }] }),
  'the keeper, nothing kept': () => createEngine({ rules: [errors, { name: 'rest', action: 'drop' }] }),
  'the keeper, all kept': () => createEngine({ rules: [errors, { name: 'rest', action: 'keep' }] }),
  'SPANWISE_SAMPLING=production': () => createEngine({ rules: profileRules('production') }),
};

const REQUESTS = 10_000;

/**
 * What the keeper costs: processor time for a request of three spans, each way of deciding in turn; and how it bears
 * 5,000 traces a second for a minute. Writes bench/results/keeper.json.
 */
export async function runKeeper(rounds: number): Promise<void> {
  const engines = Object.entries(sides).map(([name, make]) => ({ name, engine: make(), nanos: [] as number[] }));
  for (let round = -3; round < rounds; round++) {
    for (const { engine, nanos } of engines) {
      const taken = timed(engine) / REQUESTS;
      if (round >= 0) nanos.push(taken);
    }
  }
  const cost = engines.map(({ name, nanos }) => ({ name, nanos: Math.round(median(nanos)) }));
  const base = cost[0]!.nanos;
  for (const { name, nanos } of cost) {
    console.log(
      `${name.padEnd(34)}${String(nanos).padStart(7)} ns a request${`${nanos - base >= 0 ? '+' : ''}${nanos - base}`.padStart(8)}`,
    );
  }
  const load = await runLoad(60);
  console.log(line(load));
  mkdirSync(new URL('../results/', import.meta.url), { recursive: true });
  const report = { date: new Date().toISOString().slice(0, 10), node: process.version, cost, load };
  writeFileSync(new URL('../results/keeper.json', import.meta.url), `${JSON.stringify(report, null, 2)}\n`);
}

// Processor time of all threads, the garbage collector's too.
function timed(engine: Engine): number {
  const before = process.cpuUsage();
  for (let count = 0; count < REQUESTS; count++) engine.begin(false)();
  engine.flush();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000;
}

function line({ traces, errors: failed, kept, keptErrors, counted, maxBytes, mostBytesHeld, cpu }: Load): string {
  const held = `${(mostBytesHeld / 2 ** 20).toFixed(1)} of ${(maxBytes / 2 ** 20).toFixed(0)} MiB held`;
  return `${traces} traces at 5,000/s: ${keptErrors} of ${failed} errors and ${kept - keptErrors} others kept, standing for ${counted}; ${held}; ${(100 * cpu).toFixed(0)} % of a core`;
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
}
