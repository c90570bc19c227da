export interface LimiterOptions {
  /** Units (traces, spans or bytes) that may pass in a minute. */
  readonly perMinute: number;
  /** Units that may pass at once after a quiet time. */
  readonly burst: number;
  /** Milliseconds of a monotonic clock. */
  readonly now: () => number;
  /** 1 while all is well, less when the process is overloaded. */
  readonly relief?: () => number;
  /** Milliseconds between adjustments. Default 5000. */
  readonly intervalMillis?: number;
  /** Keys that are told apart; what comes beyond shares one. Default 10,000. */
  readonly maxKeys?: number;
}

export interface Limiter {
  /** Counts a trace of `units` under its key, and gives the part of such traces that may pass now, 0 to 1. */
  arrive(key: string, units: number): number;
  /** Takes what has passed from the budget. */
  spend(key: string, units: number): void;
  /** The part of all traces that passes at present, 0 to 1. */
  ratio(): number;
}

interface KeyState {
  /** Units in the running interval. */
  count: number;
  /** Exponential moving average of the units in an interval. */
  average: number;
  ratio: number;
  /** When a trace of the key last passed. */
  passedAt: number;
}

/** Weight of the newest interval in a key's average. */
const WEIGHT = 0.5;
/** Below this average a key is forgotten. */
const FORGOTTEN = 0.01;
/** A key that has not been seen for so long passes next time, whatever its ratio. */
const UNSEEN_MILLIS = 45_000;
/** What the shares of the keys add up to: the rest lets the bucket recover. */
const USED = 0.97;
const OTHERS = '\0others';

/**
 * A budget for one kind of units, shared among keys. Each interval the budget is divided by the logarithm of the keys'
 * moving averages, so that a rare key passes whole and a frequent one is thinned, as Honeycomb's dynamic samplers
 * do it (https://github.com/honeycombio/dynsampler-go). Between intervals a token bucket thins everything more and more
 * as it runs empty, so a burst stays within the budget from its first second, and still every trace that passes has a
 * ratio: what is kept can be counted right.
 *
 * What passes in any window is at most the budget of that window and the burst, and what one trace takes more than is left.
 */
export function createLimiter(options: LimiterOptions): Limiter {
  const { perMinute, burst, now, relief = () => 1, intervalMillis = 5000, maxKeys = 10_000 } = options;
  const perMilli = perMinute / 60_000;
  const perInterval = perMilli * intervalMillis;
  const keys = new Map<string, KeyState>();
  let tokens = burst / 2;
  let refilledAt = now();
  let intervalEnd = refilledAt + intervalMillis;
  let arrived = 0;
  let expected = 0;
  let overall = 1;

  function stateOf(key: string): KeyState {
    let state = keys.get(key);
    if (state === undefined) {
      if (keys.size >= maxKeys && key !== OTHERS) return stateOf(OTHERS);
      state = { count: 0, average: 0, ratio: 1, passedAt: Number.NEGATIVE_INFINITY };
      keys.set(key, state);
    }
    return state;
  }

  /** 1 until the bucket is half empty. */
  function fill(): number {
    return Math.min(1, Math.max(0, tokens / (burst / 2)));
  }

  function advance(): number {
    const time = now();
    if (time > refilledAt) {
      tokens = Math.min(burst, tokens + (time - refilledAt) * perMilli * relief());
      refilledAt = time;
    }
    // A burst does not wait for the interval to end.
    if (time >= intervalEnd || (expected > 0 && arrived > 2 * Math.max(expected, perInterval))) adjust(time);
    return time;
  }

  function adjust(time: number): void {
    const elapsed = time - (intervalEnd - intervalMillis);
    // Units as if the interval had been a whole one: an early end counts more, a long silence less.
    const scale = intervalMillis / Math.max(elapsed, 1);
    let sum = 0;
    for (const [key, state] of keys) {
      state.average += WEIGHT * (state.count * scale - state.average);
      state.count = 0;
      if (state.average < FORGOTTEN) keys.delete(key);
      else sum += state.average;
    }
    expected = arrived * scale;
    arrived = 0;
    intervalEnd = time + intervalMillis;
    // Averages say how keys relate; how much comes in all is taken from the last interval, to follow a step at once.
    overall = share(keys, sum === 0 ? 0 : expected / sum, perInterval * USED * relief());
  }

  return {
    arrive(key, units) {
      const time = advance();
      const state = stateOf(key);
      state.count += units;
      arrived += units;
      const ratio = time - state.passedAt > UNSEEN_MILLIS ? 1 : state.ratio;
      return ratio * fill();
    },
    spend(key, units) {
      tokens -= units;
      const state = keys.get(key) ?? keys.get(OTHERS);
      if (state !== undefined) state.passedAt = refilledAt;
    },
    ratio() {
      advance();
      return overall * fill();
    },
  };
}

/**
 * Gives each key its ratio: a share of the budget by the logarithm of what it brings; what a key does not need goes to the
 * others.
 *
 * @param scale from averages to units
 * @returns the ratio over all keys
 */
function share(keys: ReadonlyMap<string, KeyState>, scale: number, budget: number): number {
  const hungry: { state: KeyState; units: number; weight: number }[] = [];
  let total = 0;
  for (const state of keys.values()) {
    const units = state.average * scale;
    total += units;
    hungry.push({ state, units, weight: Math.log1p(units) });
    state.ratio = 1;
  }
  if (total <= budget) return 1;
  let left = budget;
  for (let rest = hungry; rest.length > 0; ) {
    const weight = rest.reduce((sum, key) => sum + key.weight, 0);
    const level = left / weight;
    const more = rest.filter((key) => key.units > key.weight * level);
    if (more.length === rest.length) {
      for (const key of rest) key.state.ratio = (key.weight * level) / key.units;
      break;
    }
    for (const key of rest) if (key.units <= key.weight * level) left -= key.units;
    rest = more;
  }
  return budget / total;
}
