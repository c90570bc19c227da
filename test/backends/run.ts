import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildCollector } from './servers/collector.ts';
import { unpackElasticsearch } from './servers/elasticsearch.ts';
import { buildJaeger } from './servers/jaeger.ts';
import { javaHome } from './servers/java.ts';
import { buildPrometheus } from './servers/prometheus.ts';

// `pnpm test:backends` builds the servers that are missing and runs everything; `pnpm test:backends outages` runs the test
// files whose path contains "outages".
const parts = process.argv.slice(2);

const servers: Record<string, () => Promise<unknown>> = {
  'the OpenTelemetry Collector': buildCollector,
  Prometheus: buildPrometheus,
  Jaeger: buildJaeger,
  Elasticsearch: unpackElasticsearch,
};

try {
  javaHome();
  for (const [name, build] of Object.entries(servers)) await announced(name, build);
} catch (error) {
  console.error(
    `${(error as Error).message}\npnpm test:backends needs Go 1.26 or newer, a JDK 21 or newer, Maven and Python 3.10 or newer.`,
  );
  process.exit(1);
}

const folder = fileURLToPath(new URL('.', import.meta.url));
const patterns = parts.length === 0 ? ['**/*.test.ts'] : parts.map((part) => `**/*${part}*.test.ts`);
const runner = spawn(
  process.execPath,
  [
    '--conditions=@spanwise/source',
    '--test',
    // Outages and decisions are mostly waiting, so more files run than there are cores.
    '--test-concurrency=3',
    '--test-timeout=400000',
    ...globSync(patterns, { cwd: folder }).map((file) => `${folder}${file}`),
  ],
  { stdio: 'inherit' },
);
const [code] = await once(runner, 'exit');
process.exitCode = code ?? 1;

/** Builds, and says so when it takes longer than a look into the cache. */
async function announced(name: string, build: () => Promise<unknown>): Promise<void> {
  const start = Date.now();
  const timer = setTimeout(() => console.log(`${name} is built, once: minutes on a cold machine …`), 1000);
  try {
    await build();
  } finally {
    clearTimeout(timer);
  }
  if (Date.now() - start > 1000) console.log(`${name} is ready after ${Math.round((Date.now() - start) / 1000)} s`);
}
