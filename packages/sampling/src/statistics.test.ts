import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ROOT_CONTEXT, type SpanContext, trace } from '@opentelemetry/api';
import type { Subject } from './conditions.ts';
import { type Origin, originOf } from './origin.ts';
import { createPolicy, type Policy, type Verdict } from './policy.ts';
import { createStandardSampler } from './standard.ts';
import { adjustedCount } from './threshold.ts';
import { readTraceState, withThreshold } from './trace-state.ts';

const TRACES = 1_000_000;

// mulberry32: the same traces in every run.
function randomWords(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  };
}

function makeTraceIds(): string[] {
  const word = randomWords(20261125);
  const hex = (): string => (word() >>> 4).toString(16).padStart(7, '0');
  return Array.from({ length: TRACES }, () => `0af7651916cd43dd84${hex()}${hex()}`);
}

const traceIds = makeTraceIds();

/** Asserts that of `traces` a share of `ratio` was kept, and that what was kept stands for all, within four standard errors. */
function assertShare(ratio: number, kept: number, counted: number, traces: number = TRACES): void {
  const error = Math.sqrt(traces * ratio * (1 - ratio));
  assert.ok(Math.abs(kept - traces * ratio) <= 4 * error, `${kept} of ${traces} kept at ${ratio}`);
  assert.ok(Math.abs(counted - traces) <= (4 * error) / ratio + 1e-6 * traces, `${counted} counted of ${traces}`);
}

const subject: Subject = {
  isComplete: true,
  service: 'shop',
  name: 'GET /',
  kind: 1,
  attribute: () => undefined,
  isError: false,
  durationMillis: 10,
  cost: 0,
};
const amount = { spans: 3, bytes: 1000 };

const ratioPolicy = (ratio: number): Policy => createPolicy([{ name: 'ratio', action: { ratio } }]);

/** What a callee sees of a caller's verdict. */
function callee(traceId: string, caller: Verdict): Origin {
  const context: SpanContext = {
    traceId,
    spanId: '00f067aa0ba902b7',
    traceFlags: caller.isKept ? 1 : 0,
    traceState: withThreshold(undefined, caller.threshold),
  };
  return originOf(traceId, context);
}

describe(`over ${TRACES} traces`, () => {
  for (const ratio of [1, 0.5, 0.1, 0.01]) {
    it(`traceidratio of ${ratio}`, () => {
      const sampler = createStandardSampler('traceidratio', ratio);
      let kept = 0;
      let counted = 0;
      for (const traceId of traceIds) {
        const { decision, traceState } = sampler.shouldSample(ROOT_CONTEXT, traceId, 'root', 0, {}, []);
        if (decision !== 2) continue;
        kept++;
        counted += adjustedCount(readTraceState(traceState).threshold!);
      }
      assertShare(ratio, kept, counted);
    });
  }

  for (const [first, second] of [
    [0.5, 0.1],
    [0.1, 0.5],
    [0.1, 0.01],
    [1, 0.25],
  ] as const) {
    it(`two services, of ${first} and ${second}: no child without its parent`, () => {
      const [caller, called] = [ratioPolicy(first), ratioPolicy(second)];
      let orphans = 0;
      const kept = [0, 0];
      const counted = [0, 0];
      for (const traceId of traceIds) {
        const above = caller.end(subject, originOf(traceId, undefined), amount);
        const below = called.end(subject, callee(traceId, above), amount);
        if (below.isKept && !above.isKept) orphans++;
        for (const [index, { isKept, threshold }] of [above, below].entries()) {
          if (!isKept) continue;
          kept[index]!++;
          counted[index]! += adjustedCount(threshold!);
        }
      }
      assert.equal(orphans, 0);
      assertShare(first, kept[0]!, counted[0]!);
      assertShare(Math.min(first, second), kept[1]!, counted[1]!);
    });
  }

  it('after the keeper: errors whole, the rest by its ratio, both counted right, also by a callee', () => {
    const policy = createPolicy([
      { name: 'errors', match: { status: 'error' }, action: 'keep' },
      { name: 'rest', action: { ratio: 0.1 } },
    ]);
    const starting: Subject = { ...subject, isComplete: false };
    const failed: Subject = { ...subject, isError: true };
    const word = randomWords(3);
    const seen = { errors: 0, rest: 0 };
    const kept = { errors: 0, rest: 0, callee: 0 };
    const counted = { errors: 0, rest: 0, callee: 0 };
    const add = (what: keyof typeof kept, { isKept, threshold }: Verdict): void => {
      if (!isKept) return;
      kept[what]++;
      counted[what] += adjustedCount(threshold!);
    };
    for (const traceId of traceIds) {
      const origin = originOf(traceId, undefined);
      const start = policy.start(starting, origin, true);
      const what = word() % 100 === 0 ? 'errors' : 'rest';
      seen[what]++;
      add(what, policy.end(what === 'errors' ? failed : subject, origin, amount));
      // It decides before the caller's end is known, and its own end has no error.
      add('callee', policy.end(subject, callee(traceId, start), amount));
    }
    assert.equal(kept.errors, seen.errors);
    assert.equal(counted.errors, seen.errors);
    assertShare(0.1, kept.rest, counted.rest, seen.rest);
    assertShare(0.1, kept.callee, counted.callee);
  });

  it('a parent-based sampler follows its parent and its threshold', () => {
    const root = createStandardSampler('traceidratio', 0.1);
    const child = createStandardSampler('parentbased_traceidratio', 0.9);
    let counted = 0;
    let kept = 0;
    for (const traceId of traceIds) {
      const above = root.shouldSample(ROOT_CONTEXT, traceId, 'root', 0, {}, []);
      const context = trace.setSpanContext(ROOT_CONTEXT, {
        traceId,
        spanId: '00f067aa0ba902b7',
        traceFlags: above.decision === 2 ? 1 : 0,
        traceState: above.traceState,
      });
      const below = child.shouldSample(context, traceId, 'child', 0, {}, []);
      assert.equal(below.decision, above.decision);
      if (below.decision !== 2) continue;
      kept++;
      counted += adjustedCount(readTraceState(below.traceState).threshold!);
    }
    assertShare(0.1, kept, counted);
  });

  it('a limit: what passes stands for all that came', () => {
    let now = 0;
    const limit = { traces_per_second: 100 };
    const policy = createPolicy([{ name: 'limit', action: { limit } }], { now: () => now });
    let kept = 0;
    let counted = 0;
    // A thousand a second.
    for (const traceId of traceIds) {
      now += 1;
      const { isKept, threshold } = policy.end(subject, originOf(traceId, undefined), amount);
      if (!isKept) continue;
      kept++;
      counted += adjustedCount(threshold!);
    }
    assert.ok(Math.abs(kept - 100_000) < 5000, `${kept}`);
    assert.ok(Math.abs(counted / TRACES - 1) < (4 * Math.sqrt(0.9 / 0.1)) / Math.sqrt(TRACES) + 0.002, `${counted}`);
  });
});
