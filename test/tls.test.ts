import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { generate } from 'selfsigned';
import { type CollectorOptions, startCollector } from './support/collector.ts';
import { fixture, runProgram } from './support/program.ts';

describe("TLS with a certificate authority of one's own", () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-tls-'));
  after(() => rmSync(folder, { recursive: true }));
  let server: { key: string; cert: string };
  let client: { key: string; cert: string };

  before(async () => {
    const extensions = [{ name: 'subjectAltName', altNames: [{ type: 7, ip: '127.0.0.1' }] }];
    const made = await generate([{ name: 'commonName', value: '127.0.0.1' }], { extensions } as never);
    server = { key: made.private, cert: made.cert };
    const own = await generate([{ name: 'commonName', value: 'shop' }]);
    client = { key: own.private, cert: own.cert };
    writeFileSync(join(folder, 'ca.pem'), server.cert);
    writeFileSync(join(folder, 'client.pem'), client.cert);
    writeFileSync(join(folder, 'client.key'), client.key);
  });

  async function run(env: Record<string, string>, options: CollectorOptions['tls']) {
    const collector = await startCollector({ tls: options });
    try {
      const ended = await runProgram(fixture('ways-to-end.cjs'), {
        args: ['process.exit'],
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...env },
      });
      assert.equal(ended.code, 3);
      return { spans: collector.spans.length, stderr: ended.stderr };
    } finally {
      await collector.close();
    }
  }

  it('OTEL_EXPORTER_OTLP_CERTIFICATE', async () => {
    const { spans, stderr } = await run({ OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, 'ca.pem') }, server);
    assert.deepEqual({ spans, stderr }, { spans: 1, stderr: '' });
  });

  it('client certificate', async () => {
    const { spans, stderr } = await run(
      {
        OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, 'ca.pem'),
        OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: join(folder, 'client.pem'),
        OTEL_EXPORTER_OTLP_CLIENT_KEY: join(folder, 'client.key'),
      },
      { ...server, ca: client.cert, requestCert: true, rejectUnauthorized: true },
    );
    assert.deepEqual({ spans, stderr }, { spans: 1, stderr: '' });
  });

  it('a key of another certificate is told, and the program is not affected', async () => {
    writeFileSync(join(folder, 'other.key'), server.key);
    const { spans, stderr } = await run(
      {
        OTEL_BSP_SCHEDULE_DELAY: '10',
        OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, 'ca.pem'),
        OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: join(folder, 'client.pem'),
        OTEL_EXPORTER_OTLP_CLIENT_KEY: join(folder, 'other.key'),
      },
      server,
    );
    assert.equal(spans, 0);
    assert.match(
      stderr,
      /^(\[spanwise\] OTLP export .*key values mismatch; .* OTEL_EXPORTER_OTLP_CLIENT_KEY\.\n){1,3}$/,
    );
  });

  it('an unknown authority is one line with the cure', async () => {
    const { spans, stderr } = await run({}, server);
    assert.equal(spans, 0);
    assert.match(stderr, /^\[spanwise\] [^\n]*OTEL_EXPORTER_OTLP_CERTIFICATE[^\n]*\n$/);
  });

  it('a file that is not there is one line', async () => {
    const { stderr } = await run({ OTEL_EXPORTER_OTLP_CERTIFICATE: join(folder, 'no.pem') }, server);
    assert.match(stderr, /\[spanwise\] OTEL_EXPORTER_OTLP_CERTIFICATE: cannot read '[^']*no\.pem' \(ENOENT\)/);
  });
});
