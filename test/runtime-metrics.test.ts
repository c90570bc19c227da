import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import type { ReceivedMetric } from '@spanwise/cli';
import { startCollector } from './support/collector.ts';
import { fixture, startProgram } from './support/program.ts';

/** The metrics of a program, as they were collected first. */
async function runtimeMetrics(engine: string): Promise<Map<string, ReceivedMetric>> {
  const collector = await startCollector();
  const program = startProgram(fixture('runtime.cjs'), {
    flags: ['--expose-gc'],
    env: {
      SPANWISE_ENGINE: engine,
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_METRIC_EXPORT_INTERVAL: '1500',
    },
  });
  try {
    await collector.waitFor('metrics', () => collector.metrics.some(({ name }) => name === 'v8js.gc.duration'));
    program.child.kill('SIGTERM');
    assert.equal((await program.ended).stderr, '');
    return new Map(
      collector.metrics
        .filter(({ name }) => /^(nodejs|v8js|process)\./.test(name))
        .reverse()
        .map((metric) => [metric.name, metric]),
    );
  } finally {
    program.child.kill('SIGKILL');
    await collector.close();
  }
}

describe('metrics of the process', () => {
  let native: Map<string, ReceivedMetric>;
  let upstream: Map<string, ReceivedMetric>;

  before(async () => {
    [native, upstream] = await Promise.all([runtimeMetrics('native'), runtimeMetrics('upstream')]);
  });

  it('are those of upstream, and of the processor and memory', () => {
    const outline = (metrics: Map<string, ReceivedMetric>): string[] =>
      [...metrics.values()].map(({ name, unit }) => `${name} ${unit}`).sort();
    assert.deepEqual(outline(native), [...outline(upstream), 'process.cpu.time s', 'process.memory.usage By'].sort());
  });

  it('have the attributes of upstream', () => {
    for (const [name, metric] of upstream) {
      const attributes = ({ points }: ReceivedMetric): string[] =>
        [...new Set(points.flatMap((point) => Object.keys(point.attributes)))].sort();
      assert.deepEqual(attributes(native.get(name)!), attributes(metric), name);
    }
  });

  it('say what happened', () => {
    const value = (name: string, key?: string, wanted?: string): number => {
      const point = native.get(name)!.points.find(({ attributes }) => key === undefined || attributes[key] === wanted)!;
      return Number(point.value);
    };
    assert.ok(value('nodejs.eventloop.delay.max') >= 0.05, 'the loop was blocked for 60 ms');
    assert.ok(value('nodejs.eventloop.delay.p50') < 0.05);
    assert.ok(value('nodejs.eventloop.time', 'nodejs.eventloop.state', 'idle') > 0.1);
    assert.ok(value('nodejs.eventloop.utilization') > 0 && value('nodejs.eventloop.utilization') <= 1);
    assert.ok(value('process.cpu.time', 'cpu.mode', 'user') > 0.05);
    assert.ok(value('process.memory.usage') > 2e7);
    assert.ok(value('v8js.memory.heap.used', 'v8js.heap.space.name', 'old_space') > 1e5);
    const major = native
      .get('v8js.gc.duration')!
      .points.find(({ attributes }) => attributes['v8js.gc.type'] === 'major');
    assert.ok(major !== undefined, 'a major garbage collection');
  });
});
