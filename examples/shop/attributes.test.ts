import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkTelemetry, mergeRegistries, ownRegistry, upstreamRegistry } from '../../packages/semconv/src/index.ts';
import { startCollector } from '../../test/support/collector.ts';
import { engine } from '../../test/support/program.ts';
import { shopEnvironment } from './environment.ts';
import { startShop } from './launch.ts';
import { makeTraffic } from './traffic.ts';

/** Names that no registry has, with what they are. */
const accepted: readonly (readonly [what: string, names: RegExp])[] = [
  ['attributes of upstream’s instrumentations of their own', /^(db\.postgresql\.idle|express\.|fastify\.|hook\.)/],
  ['cost on inference spans as proposed in semantic-conventions#443', /^gen_ai\.usage\.cost\./],
];
/** Fields of the log lines of the shop's own loggers. */
const fields = /^[a-z_]+$/;

test('all attributes and metrics of the shop are names of the conventions or of the registry', {
  skip: engine === 'adot' && 'it has names of AWS',
}, async (context) => {
  const requests: unknown[] = [];
  const collector = await startCollector({
    onBody: (_path, _type, body) => requests.push(JSON.parse(Buffer.from(body).toString())),
  });
  const logFolder = mkdtempSync(join(tmpdir(), 'spanwise-shop-'));
  context.after(() => rmSync(logFolder, { recursive: true }));
  const stop = new AbortController().signal;
  const shop = await startShop({
    logFolder,
    preload: createRequire(import.meta.url).resolve('@spanwise/register'),
    environment: {
      ...shopEnvironment(
        collector.url,
        { ...withoutTests(process.env), SPANWISE_ENGINE: engine },
        join(logFolder, 'costs.jsonl'),
      ),
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    },
    stop,
    forced: stop,
  });
  try {
    await makeTraffic({ gateway: shop.urls.gateway, seed: 1, requests: 24, signal: stop });
  } finally {
    await shop.stop();
    await collector.close();
  }
  const registry = mergeRegistries(ownRegistry, upstreamRegistry());
  const unknown = new Set<string>();
  for (const request of requests) {
    const isLogs = Object.hasOwn(request as object, 'resourceLogs');
    for (const { problem, name, where } of checkTelemetry(request, registry)) {
      const isAccepted = accepted.some(([, names]) => names.test(name)) || (isLogs && fields.test(name));
      if (!isAccepted) unknown.add(`${problem} ${name} (${where})`);
    }
  }
  for (const signal of ['resourceSpans', 'resourceMetrics', 'resourceLogs']) {
    assert.ok(
      requests.some((request) => Object.hasOwn(request as object, signal)),
      signal,
    );
  }
  assert.deepEqual([...unknown], []);
});

function withoutTests(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(SPANWISE|OTEL|NODE)_/.test(name)));
}
