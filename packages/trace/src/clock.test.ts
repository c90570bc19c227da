import assert from 'node:assert/strict';
import { it } from 'node:test';
import type * as Clock from './clock.ts';

// A clock of its own with times that the test moves: it takes both at load.
async function clockAt(t: { mock: { method: typeof import('node:test').mock.method } }): Promise<{
  clock: typeof Clock;
  advance: (monotonic: number, wall: number) => void;
}> {
  let monotonic = performance.now();
  let wall = performance.timeOrigin + monotonic;
  t.mock.method(performance, 'now', () => monotonic);
  t.mock.method(Date, 'now', () => Math.floor(wall));
  const clock = await import(`./clock.ts?${Math.random()}`);
  const advance = (more: number, moreWall: number): void => {
    monotonic += more;
    wall += moreWall;
  };
  return { clock, advance };
}

const epochMillis = (clock: typeof Clock): number => {
  const millis = clock.clockNow();
  return clock.clockAnchor().epochMicros / 1000 + millis;
};

it('keeps its anchor while the clocks agree', async (t) => {
  const { clock, advance } = await clockAt(t);
  const anchor = clock.clockAnchor();
  for (let count = 0; count < 1000; count++) {
    advance(150, 150);
    clock.clockNow();
  }
  assert.equal(clock.clockAnchor(), anchor);
});

it('finds a new anchor when the wall clock is set or the machine slept', async (t) => {
  const { clock, advance } = await clockAt(t);
  for (const jump of [10_000, -10_000, 3_600_000]) {
    const before = epochMillis(clock);
    advance(200, 200 + jump);
    const moved = epochMillis(clock) - before;
    assert.ok(Math.abs(moved - 200 - jump) <= 1.5, String(moved));
  }
});

it('follows slow drift within two milliseconds and a half', async (t) => {
  const { clock, advance } = await clockAt(t);
  const start = epochMillis(clock);
  for (let count = 1; count <= 5000; count++) {
    advance(200, 200.1);
    const off = epochMillis(clock) - start - count * 200.1;
    assert.ok(Math.abs(off) <= 3, String(off));
  }
});

it('a span over a new anchor keeps its duration', async (t) => {
  const { clock, advance } = await clockAt(t);
  const [anchor, millis] = [clock.clockAnchor(), clock.clockNow()];
  advance(200, -60_000);
  const end = clock.clockNow();
  assert.notEqual(clock.clockAnchor(), anchor);
  assert.equal(clock.nanosBetween(anchor, millis, anchor, end), 200_000_000);
});
