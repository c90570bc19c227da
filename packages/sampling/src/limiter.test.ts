import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLimiter } from './limiter.ts';
import { nextRelief } from './relief.ts';

const KEYS = 10_000;
const SECOND = 1000;

function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A key by Zipf's law: the most frequent one makes a tenth of the traffic, most come less than once a minute. */
function zipf(random: () => number): () => number {
  const sums = new Float64Array(KEYS);
  let sum = 0;
  for (let key = 0; key < KEYS; key++) {
    sum += 1 / (key + 1);
    sums[key] = sum;
  }
  return () => {
    const wanted = random() * sum;
    let low = 0;
    let high = KEYS - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  };
}

interface Simulation {
  /** Units that passed in each second. */
  passed: number[];
  arrived: number;
  /** What the ones that passed stand for. */
  counted: number;
  /** Keys that came in a whole minute, and did not pass once in it. */
  unseen: number;
  cameInMinute: number;
}

interface Traffic {
  perMinute: number;
  /** Traces a second, and for how many seconds. */
  steps: readonly (readonly [perSecond: number, seconds: number])[];
  key: (random: () => number) => () => number;
  units?: (random: () => number) => number;
  relief?: () => number;
}

function simulate({ perMinute, steps, key, units = () => 1, relief }: Traffic): Simulation {
  let now = 0;
  const random = randomOf(7);
  const pick = key(random);
  const limiter = createLimiter({ perMinute, burst: perMinute * 0.4, now: () => now, relief });
  const result: Simulation = { passed: [], arrived: 0, counted: 0, unseen: 0, cameInMinute: 0 };
  let came = new Set<number>();
  let seen = new Set<number>();
  let second = 0;
  for (const [perSecond, seconds] of steps) {
    for (let end = second + seconds; second < end; second++) {
      let passed = 0;
      for (let index = 0; index < perSecond; index++) {
        now += SECOND / perSecond;
        const one = pick();
        const size = units(random);
        came.add(one);
        result.arrived += size;
        const ratio = limiter.arrive(String(one), size);
        if (random() >= ratio) continue;
        limiter.spend(String(one), size);
        seen.add(one);
        passed += size;
        result.counted += size / ratio;
      }
      result.passed.push(passed);
      if (second % 60 === 59) {
        result.cameInMinute += came.size;
        for (const one of came) if (!seen.has(one)) result.unseen++;
        came = new Set();
        seen = new Set();
      }
    }
  }
  return result;
}

/** The least and the most that passed in any five minutes, by the budget of five minutes. */
function fiveMinutes(passed: readonly number[], perMinute: number): { least: number; most: number } {
  let sum = 0;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const [second, units] of passed.entries()) {
    sum += units - (passed[second - 300] ?? 0);
    if (second < 299) continue;
    least = Math.min(least, sum / (5 * perMinute));
    most = Math.max(most, sum / (5 * perMinute));
  }
  return { least, most };
}

describe('a budget', () => {
  it('holds within 10 % over any five minutes while 10,000 keys bring x1, x20, x1', () => {
    const perMinute = 12_000;
    const steps = [
      [400, 420],
      [8000, 420],
      [400, 420],
    ] as const;
    const { passed, counted, arrived } = simulate({ perMinute, steps, key: zipf });
    const { least, most } = fiveMinutes(passed, perMinute);
    assert.ok(most <= 1.1, `${most} of the budget`);
    assert.ok(least >= 0.9, `${least} of the budget`);
    assert.ok(Math.abs(counted / arrived - 1) < 0.02, `${counted} counted of ${arrived}`);
    // Two intervals after a step it has adapted: no second is far from its part of the budget.
    for (const step of [420, 840]) {
      const after = passed.slice(step + 10, step + 60);
      const mean = after.reduce((sum, units) => sum + units, 0) / after.length;
      assert.ok(mean > 0.75 * (perMinute / 60) && mean < 1.1 * (perMinute / 60), `${mean} a second after ${step} s`);
    }
  });

  it('that is not reached lets everything pass', () => {
    const { passed, arrived } = simulate({ perMinute: 12_000, steps: [[180, 300]], key: zipf });
    assert.equal(
      passed.reduce((sum, units) => sum + units, 0),
      arrived,
    );
  });

  it('shows every key at least once a minute', () => {
    // Every key comes twice a minute and more, one of them makes a third of all.
    const keys = 200;
    const key = (random: () => number) => {
      let next = 0;
      return () => (random() < 1 / 3 ? 0 : 1 + (next++ % (keys - 1)));
    };
    const { unseen, cameInMinute, passed } = simulate({ perMinute: 3000, steps: [[1000, 600]], key });
    assert.equal(cameInMinute, 10 * keys);
    assert.equal(unseen, 0);
    assert.ok(fiveMinutes(passed, 3000).most <= 1.1);
  });

  it('passes rare keys whole and thins frequent ones', () => {
    let now = 0;
    const random = randomOf(3);
    const limiter = createLimiter({ perMinute: 1200, burst: 480, now: () => now });
    const passed = { rare: 0, frequent: 0 };
    const came = { rare: 0, frequent: 0 };
    for (let index = 0; index < 120_000; index++) {
      now += 5;
      const key = index % 400 === 0 ? 'rare' : 'frequent';
      if (now > 60_000) came[key]++;
      if (random() >= limiter.arrive(key, 1)) continue;
      limiter.spend(key, 1);
      if (now > 60_000) passed[key]++;
    }
    assert.ok(passed.rare / came.rare > 0.9, `${passed.rare} of ${came.rare} rare`);
    assert.ok(passed.frequent / came.frequent < 0.12, `${passed.frequent} of ${came.frequent} frequent`);
  });

  it('of spans counts large traces for what they are', () => {
    const perMinute = 30_000;
    const units = (random: () => number): number => (random() < 0.01 ? 500 : 5);
    const { passed } = simulate({ perMinute, steps: [[500, 600]], key: zipf, units });
    const { least, most } = fiveMinutes(passed, perMinute);
    assert.ok(most <= 1.1 && least >= 0.85, `${least} to ${most}`);
  });

  it('is lowered while the event loop is late', () => {
    const relief = () => 0.25;
    const { passed } = simulate({ perMinute: 6000, steps: [[2000, 600]], key: zipf, relief });
    assert.ok(fiveMinutes(passed, 6000).most < 0.9);
    let now = 1;
    for (const late of [500, 500]) now = nextRelief(now, late);
    assert.equal(now, 0.25);
    for (const late of [500, 500, 500, 500]) now = nextRelief(now, late);
    assert.equal(now, 0.1);
    for (let tick = 0; tick < 6; tick++) now = nextRelief(now, 3);
    assert.equal(now, 1);
  });

  it('keeps its memory when keys never repeat', () => {
    let now = 0;
    const limiter = createLimiter({ perMinute: 600, burst: 240, now: () => now, maxKeys: 100 });
    let passed = 0;
    for (let index = 0; index < 100_000; index++) {
      now += 6;
      if (limiter.arrive(`key ${index}`, 1) < 1) continue;
      limiter.spend(`key ${index}`, 1);
      passed++;
    }
    assert.ok(passed < 10 * 600 * 1.1, `${passed}`);
  });
});
