import assert from 'node:assert/strict';
import { Agent, get } from 'node:http';
import { it } from 'node:test';
import { setInterval, setTimeout } from 'node:timers/promises';
import { startCollector } from './support/collector.ts';
import { engine, fixture, startProgram } from './support/program.ts';

/** Runs once per engine: see `run.ts`. */
const native = engine === 'native';
const seconds = 60;
const requestsPerSecond = 200;
const queueBytes = 32 * 1024 * 1024;

if (!native)
  it(`away for ${seconds} s at ${requestsPerSecond} requests/s`, async (t) => {
    let collector = await startCollector();
    const program = startProgram(fixture('plain-server.cjs'), {
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '500' },
    });
    const agent = new Agent({ keepAlive: true });
    try {
      await program.printed('\n\n');
      const port = Number(/listening on (\d+)/.exec(program.stdout())![1]);
      const serverSpans = () => collector.spans.filter((span) => span.kind === 'SERVER').length;

      let sent = 0;
      async function load(forSeconds: number): Promise<void> {
        const answers: Promise<string>[] = [];
        const total = forSeconds * requestsPerSecond;
        const start = performance.now();
        for await (const _ of setInterval(20)) {
          const due = Math.min(total, Math.floor(((performance.now() - start) / 1000) * requestsPerSecond));
          while (answers.length < due) answers.push(request(agent, port, '/'));
          if (answers.length === total) break;
        }
        await Promise.all(answers);
        sent += total;
      }

      await load(2);
      await collector.waitFor('the spans before the outage', () => serverSpans() === sent);
      const before = JSON.parse(await request(agent, port, '/memory'));
      sent++;

      const seen = collector.spans;
      await collector.close();
      await load(seconds);
      const during = JSON.parse(await request(agent, port, '/memory'));
      sent++;

      collector = await startCollector({ port: collector.port });
      collector.spans.push(...seen);
      await collector.waitFor('the spans of the outage', () => serverSpans() >= sent, 30_000);
      assert.equal(new Set(collector.spans.map((span) => span.spanId)).size, collector.spans.length, 'no span twice');
      assert.equal(serverSpans(), sent);
      // Metrics that were refused come later than spans.
      await program.printed('works again', 'stderr');

      program.child.kill('SIGTERM');
      const ended = await program.ended;
      assert.equal(ended.signal, 'SIGTERM');
      assertTwoLines(ended.stderr);

      const limits = collector.metrics.filter((metric) => metric.name === 'spanwise.otlp.queue.limit');
      assert.equal(limits.at(-1)?.points[0]?.value, queueBytes);
      // The bodies in the queue are outside of the JavaScript heap.
      const held = during.external - before.external;
      t.diagnostic(
        `${sent} spans, 0 lost; the queue held ${(held / 1024 / 1024).toFixed(1)} MiB at the end of the outage`,
      );
      assert.ok(held < queueBytes, `${held} bytes held`);
    } finally {
      agent.destroy();
      program.child.kill('SIGKILL');
      await program.ended;
      await collector.close();
    }
  });

if (native)
  it(`away for ${seconds} s at 1,000 spans/s`, async (t) => {
    const total = 1000 * (seconds + 4);
    let collector = await startCollector();
    const program = startProgram(fixture('steady-spans.cjs'), {
      args: ['1000', String(seconds + 4)],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_BSP_SCHEDULE_DELAY: '500' },
    });
    try {
      await collector.waitFor('the first spans', () => collector.spans.length > 0);
      const before = collector.spans;
      await collector.close();
      await setTimeout(seconds * 1000);
      collector = await startCollector({ port: collector.port });
      await program.printed('held');
      await collector.waitFor('all spans', () => before.length + collector.spans.length >= total, 30_000);
      const ids = new Set([...before, ...collector.spans].map((span) => span.spanId));
      assert.equal(ids.size, total);
      assert.equal(before.length + collector.spans.length, total, 'no span twice');

      program.child.kill('SIGTERM');
      assertTwoLines((await program.ended).stderr);
      const held = Number(/held (\d+) bytes/.exec(program.stdout())![1]);
      t.diagnostic(`${total} spans, 0 lost; at most ${(held / 1024 / 1024).toFixed(1)} MiB held`);
      assert.ok(held < queueBytes, `${held} bytes held`);
    } finally {
      program.child.kill('SIGKILL');
      await program.ended;
      await collector.close();
    }
  });

function assertTwoLines(stderr: string): void {
  const lines = stderr.trimEnd().split('\n');
  assert.equal(lines.length, 2, stderr);
  assert.match(lines[0]!, /^\[spanwise\] OTLP export to http:\/\/127\.0\.0\.1:\d+ fails: connect ECONNREFUSED/);
  assert.match(
    lines[1]!,
    /^\[spanwise\] OTLP export to http:\/\/127\.0\.0\.1:\d+ works again after \d+ s; nothing was lost/,
  );
}

function request(agent: Agent, port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get({ agent, port, path, host: '127.0.0.1' }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve(body));
    }).on('error', reject);
  });
}
