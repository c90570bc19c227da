import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Collector, closedPort, startCollector, startGrpcCollector } from './support/collector.ts';
import { type Ended, fixture, type PreloadFlag, runProgram, startProgram } from './support/program.ts';

const ways: Record<string, NodeJS.Signals | undefined> = {
  'empty loop': undefined,
  'process.exit': undefined,
  throw: undefined,
  rejection: undefined,
  SIGINT: 'SIGINT',
  SIGTERM: 'SIGTERM',
  'SIGTERM with drain': 'SIGTERM',
};

async function end(way: string, preload: PreloadFlag | 'none', env: Record<string, string> = {}): Promise<Ended> {
  const program = startProgram(fixture('ways-to-end.cjs'), { preload, args: [way], env });
  const signal = ways[way];
  if (signal !== undefined) {
    await program.printed('ready');
    program.child.kill(signal);
  }
  return program.ended;
}

function outcome({ code, signal, stdout, stderr }: Ended): Omit<Ended, 'millis'> {
  return { code, signal, stdout, stderr };
}

function assertDelivered(collector: Pick<Collector, 'spans' | 'logs' | 'metrics'>, way: string): void {
  const expected = way === 'SIGTERM with drain' ? ['pending', 'drained'] : ['pending'];
  assert.deepEqual(collector.spans.map((span) => span.name).sort(), expected.sort());
  assert.deepEqual(
    collector.logs.map((log) => log.body),
    ['pending'],
  );
  const points = Object.fromEntries(collector.metrics.map((metric) => [metric.name, metric.points.at(-1)?.value]));
  assert.equal(points['pending.counter'], 1);
  assert.equal(points['pending.gauge'], 42);
}

describe('a program ends as it would without us, and its telemetry arrives', { concurrency: 3 }, () => {
  const bare = new Map<string, Ended>();
  before(async () => {
    for (const way of Object.keys(ways)) bare.set(way, await end(way, 'none'));
  });

  for (const way of Object.keys(ways)) {
    for (const preload of ['--require', '--import'] as const) {
      for (const protocol of ['http/protobuf', 'grpc', 'http/json']) {
        it(`${way}, ${preload}, ${protocol}`, async () => {
          const collector = protocol === 'grpc' ? await startGrpcCollector() : await startCollector();
          try {
            const ended = await end(way, preload, {
              OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
              OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
            });
            assert.deepEqual(outcome(ended), outcome(bare.get(way)!));
            assertDelivered(collector, way);
          } finally {
            await collector.close();
          }
        });
      }
    }

    it(`${way}, collector answers after 1 s`, async () => {
      const collector = await startCollector({ delayMillis: 1000 });
      try {
        const ended = await end(way, '--require', {
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          // On busy cores there is more to wait for than the collector.
          SPANWISE_EXIT_TIMEOUT: '8s',
        });
        assert.deepEqual(outcome(ended), outcome(bare.get(way)!));
        assertDelivered(collector, way);
      } finally {
        await collector.close();
      }
    });
  }
});

describe('exit listeners of the program', () => {
  for (const [how, code, spans] of [
    ['plain', 0, ['before', 'in exit']],
    // process.exit in a listener skips the listeners behind it, ours too.
    ['nested', 7, ['before']],
  ] as const) {
    it(`${how}: what they record is delivered too`, async () => {
      const collector = await startCollector();
      try {
        const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
        const ended = await runProgram(fixture('exit-listeners.cjs'), { args: [how], env });
        assert.deepEqual({ code: ended.code, stderr: ended.stderr }, { code, stderr: '' });
        assert.deepEqual(
          collector.spans.map((span) => span.name),
          spans,
        );
      } finally {
        await collector.close();
      }
    });
  }
});

describe('a collector that does not take the telemetry', { concurrency: 3 }, () => {
  const down = { url: '', close: async () => {} };
  before(async () => {
    down.url = `http://127.0.0.1:${await closedPort()}`;
  });
  after(() => down.close());

  const collectors: Record<string, () => Promise<{ url: string; close(): Promise<void> }>> = {
    'is down': async () => down,
    hangs: () => startCollector({ hang: true }),
    'answers 503': () => startCollector({ status: 503 }),
    'answers 429, Retry-After 60': () => startCollector({ status: 429, responseHeaders: { 'retry-after': '60' } }),
  };
  for (const [what, start] of Object.entries(collectors)) {
    for (const way of ['empty loop', 'process.exit', 'throw', 'SIGTERM']) {
      it(`${what}: ${way} is not changed, one line tells the loss`, async () => {
        const collector = await start();
        try {
          const bare = await end(way, 'none');
          const ended = await end(way, '--require', {
            OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
            SPANWISE_EXIT_TIMEOUT: '700',
          });
          const ours = ended.stderr.split('\n').filter((line) => line.startsWith('[spanwise]'));
          const theirs = ended.stderr.split('\n').filter((line) => !line.startsWith('[spanwise]'));
          assert.deepEqual(outcome({ ...ended, stderr: theirs.join('\n') }), outcome(bare));
          assert.equal(ours.length, 1, ended.stderr);
          assert.match(ours[0]!, /1 span.*1 log record/);
        } finally {
          await collector.close();
        }
      });
    }
  }
});

it('a request that is in flight at the end of the loop and the last flush share one exit timeout', async () => {
  const collector = await startCollector({ hang: true });
  try {
    const program = startProgram(fixture('many-spans.cjs'), {
      args: ['1000'],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, SPANWISE_EXIT_TIMEOUT: '2000' },
    });
    await program.printed('made');
    const made = performance.now();
    const ended = await program.ended;
    assert.equal(ended.code, 0);
    assert.match(ended.stderr, /^\[spanwise\] [^\n]*1,000 spans[^\n]*\n$/);
    // 2 s and the start and end of what surrounds them on busy cores; two timeouts would be 4 s.
    const millis = performance.now() - made;
    assert.ok(millis < 3500, `${millis} ms`);
  } finally {
    await collector.close();
  }
});
