import assert from 'node:assert/strict';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { certificate } from './certificate.ts';
import { buildCollector, configFolder, startOtelcol, validate } from './servers/collector.ts';
import { runnable } from './servers/components.ts';

await buildCollector();

const backends = await runnable(filesOf('backends'));
const sources = filesOf('sources');
const environments = {
  development: { SAMPLING_PERCENTAGE: '100' },
  staging: { SAMPLING_PERCENTAGE: '50' },
  production: { SAMPLING_PERCENTAGE: '10' },
};

// What would leave this machine: to a port that nobody listens on.
const nowhere = {
  DATADOG_OTLP_ENDPOINT: 'http://127.0.0.1:9',
  GCP_INSECURE: 'true',
  GCP_TRACE_ENDPOINT: '127.0.0.1:9',
  GCP_MONITORING_ENDPOINT: '127.0.0.1:9',
  GCP_LOGGING_ENDPOINT: '127.0.0.1:9',
};

describe('otelcol validate', { concurrency: 2 }, () => {
  let access: Record<string, string>;
  let folder: string;
  before(async () => {
    const made = await certificate();
    folder = made.folder;
    const htpasswd = join(folder, 'htpasswd');
    writeFileSync(htpasswd, 'shop:a-long-secret\n');
    access = {
      OTLP_CERT_FILE: made.certFile,
      OTLP_KEY_FILE: made.keyFile,
      OTLP_TOKEN: 'a-long-secret',
      OTLP_HTPASSWD_FILE: htpasswd,
    };
  });
  after(() => rmSync(folder, { recursive: true }));

  for (const [environment, env] of Object.entries(environments)) {
    it(`gateway, ${environment}, without a backend`, () => accepts(['gateway.yaml'], env));
    for (const backend of backends) {
      it(`gateway, ${environment}, ${backend}`, () => accepts(['gateway.yaml', backend], env));
    }
    it(`gateway, ${environment}, all backends`, () => accepts(['gateway.yaml', ...backends], env));
  }
  for (const file of filesOf('sampling')) {
    it(`gateway, ${file}, all backends`, () => accepts(['gateway.yaml', file, ...backends], {}));
  }
  for (const file of filesOf('access')) {
    it(`gateway, ${file}`, () => accepts(['gateway.yaml', file], access));
    it(`gateway, ${file}, TLS, all backends`, () => {
      return accepts(['gateway.yaml', 'access/tls.yaml', file, ...backends], access);
    });
  }
  for (const [name, gateways] of Object.entries({ one: 'gateway:4317', two: 'gateway-1:4317,gateway-2:4317' })) {
    const env = { GATEWAYS: gateways };
    it(`agent, ${name}`, () => accepts(['agent.yaml'], env));
    for (const source of sources) it(`agent, ${name}, ${source}`, () => accepts(['agent.yaml', source], env));
    it(`agent, ${name}, all sources`, () => accepts(['agent.yaml', ...sources], env));
  }
});

describe('a file of access/ without its variables', () => {
  for (const file of filesOf('access')) {
    it(file, () => assert.rejects(startOtelcol({ configs: ['gateway.yaml', file] }), /Error: /));
  }
});

describe('with everything else away', () => {
  for (const [role, configs] of Object.entries({
    gateway: ['gateway.yaml', ...backends],
    agent: ['agent.yaml', ...sources],
  })) {
    it(`the ${role} starts, is healthy, and says nothing of deprecation`, async () => {
      const collector = await startOtelcol({ configs, env: nowhere });
      try {
        const response = await fetch(`http://127.0.0.1:${collector.ports.health}`);
        assert.equal(response.status, 200);
        // Google says this of the library that traces go by; gcp-otlp.yaml is the way without it.
        const log = collector.log().replace(/.*Google Cloud OpenTelemetry Trace exporter for Go is deprecated.*/, '');
        assert.doesNotMatch(log, /deprecat/i);
      } finally {
        await collector.stop('SIGKILL');
      }
    });
  }
});

function filesOf(folder: string): string[] {
  return readdirSync(join(configFolder, folder)).map((file) => `${folder}/${file}`);
}

async function accepts(configs: readonly string[], env: Record<string, string>): Promise<void> {
  const { code, output } = await validate(configs, env);
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, /deprecat/i);
}
