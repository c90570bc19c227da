import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { corpus } from '../packages/logging/test-support/corpus.ts';
import { keptApart } from '../packages/logging/test-support/kept-apart.ts';
import { startCollector } from './support/collector.ts';
import { type Ended, fixture, runProgram } from './support/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'spanwise-secrets-'));
after(() => rmSync(folder, { recursive: true }));

const samples = [...corpus, ...keptApart].filter(({ key }) => key === 'message');
const words = samples.filter(({ secret }) => secret === undefined).map(({ text }) => text);
// Without those that are parts of what has to arrive.
const secrets = samples
  .flatMap(({ secret }) => secret ?? [])
  .filter((secret) => !words.some((text) => text.includes(secret)));

interface Received {
  ended: Ended;
  /** All that came, of each signal, as it came. */
  bodies: Record<'traces' | 'metrics' | 'logs', Buffer>;
}

async function receive(texts: readonly string[], env: Record<string, string>, args: string[] = []): Promise<Received> {
  const file = join(folder, 'texts.json');
  writeFileSync(file, JSON.stringify(texts));
  const parts: Record<string, Uint8Array[]> = { traces: [], metrics: [], logs: [] };
  const collector = await startCollector({ onBody: (path, _type, body) => parts[path.split('/').at(-1)!]!.push(body) });
  try {
    const ended = await runProgram(fixture('secrets.cjs'), {
      args,
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
        OTEL_NODE_RESOURCE_DETECTORS: 'env,process',
        TEXTS_FILE: file,
        ...env,
      },
    });
    const bodies = Object.fromEntries(Object.entries(parts).map(([signal, list]) => [signal, Buffer.concat(list)]));
    return { ended, bodies: bodies as Received['bodies'] };
  } finally {
    await collector.close();
  }
}

describe('no secret leaves the process', { concurrency: 1 }, () => {
  it('in spans, logs, metrics, the resource and baggage', async () => {
    const argument = ['hunter', '2-of-the-command-line'].join('');
    const { ended, bodies } = await receive(
      [...new Set(samples.map(({ text }) => text))],
      { SPANWISE_REDACT: 'pii', OTEL_METRICS_EXPORTER: 'otlp', OTEL_ATTRIBUTE_COUNT_LIMIT: '10000' },
      [`--password=${argument}`, '--api-token', argument],
    );
    assert.deepEqual([ended.code, ended.stderr], [0, '']);
    for (const [signal, body] of Object.entries(bodies)) {
      assert.ok(body.length > 10_000, `${signal} were received`);
      const left = [...secrets, argument].filter(
        (secret) => body.includes(secret) || body.includes(encodeURIComponent(secret)),
      );
      assert.deepEqual(left, [], signal);
    }
    assert.match(ended.stdout, /session\.token=REDACTED/);
    const baggage = secrets.filter((secret) => ended.stdout.includes(encodeURIComponent(secret)));
    assert.deepEqual(baggage, [], 'baggage');
    const gone = words.filter((text) => !bodies.traces.includes(text));
    assert.deepEqual(gone, [], 'what is no secret arrives');
  });

  it('and all of it does without redaction', async () => {
    const { bodies } = await receive([...secrets.slice(0, 5), 'plain'], { SPANWISE_REDACT: 'none' });
    for (const body of Object.values(bodies)) {
      assert.ok([...secrets.slice(0, 5), 'plain'].every((text) => body.includes(text)));
    }
  });
});
