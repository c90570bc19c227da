import { createStandardSampler, profileRules, type Rule } from '@spanwise/sampling';
import { type Machine, machine } from '../machine.ts';
import { type Spread, spread } from '../spread.ts';
import { createEngine, type Engine } from './engine.ts';
import { type Load, runLoad } from './load.ts';

export interface KeeperReport extends Machine {
  readonly rounds: number;
  /** Nanoseconds of processor time for a request, by what decides about it; the first with nothing set. */
  readonly cost: readonly { readonly name: string; readonly nanos: Spread }[];
  readonly load: Load;
}

const errors: Rule = { name: 'errors', match: { status: 'error' }, action: 'keep' };

/** What decides about a request that is fine and quick. */
const sides: Record<string, () => Engine> = {
  'nothing set: all kept': () => createEngine(),
  'always_on: all kept': () => createEngine({ sampler: createStandardSampler('always_on', 1) }),
  'always_off: nothing recorded': () => createEngine({ sampler: createStandardSampler('always_off', 1) }),
  'rules that drop at the start: nothing recorded': () => createEngine({ rules: [{ name: 'all', action: 'drop' }] }),
  'the keeper: nothing kept': () => createEngine({ rules: [errors, { name: 'rest', action: 'drop' }] }),
  'the keeper: all kept': () => createEngine({ rules: [errors, { name: 'rest', action: 'keep' }] }),
  '`SPANWISE_SAMPLING=production`: a tenth kept': () => createEngine({ rules: profileRules('production') }),
};

const REQUESTS = 10_000;
const WARM_UP = 3;

/** What the keeper costs a request, and how it bears 5,000 traces a second. */
export async function measureKeeper(
  rounds: number,
  seconds: number,
  print: (line: string) => void,
): Promise<KeeperReport> {
  const engines = Object.entries(sides).map(([name, make]) => ({ name, engine: make(), nanos: [] as number[] }));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const { engine, nanos } of engines) {
      const taken = timed(engine) / REQUESTS;
      if (round >= 0) nanos.push(taken);
    }
  }
  const cost = engines.map(({ name, nanos }) => ({ name, nanos: spread(nanos, 0) }));
  for (const { name, nanos } of cost) print(`${name.padEnd(48)}${String(nanos.median).padStart(7)} ns a request`);
  const load = await runLoad(seconds);
  print(JSON.stringify(load));
  return { ...machine(), rounds, cost, load };
}

// Processor time of all threads, the garbage collector's too.
function timed(engine: Engine): number {
  const before = process.cpuUsage();
  for (let count = 0; count < REQUESTS; count++) engine.begin(false)();
  engine.flush();
  const { user, system } = process.cpuUsage(before);
  return (user + system) * 1000;
}
