import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:https';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Collector, startCollector } from '../support/collector.ts';
import { fixture, runProgram } from '../support/program.ts';
import { certificate } from './certificate.ts';
import { eventually } from './eventually.ts';
import { type Otelcol, startOtelcol } from './servers/collector.ts';

const token = 'a-long-secret';

describe('who may send to a gateway', () => {
  let receiver: Collector;
  let made: Awaited<ReturnType<typeof certificate>>;
  before(async () => {
    receiver = await startCollector();
    made = await certificate();
  });
  after(async () => {
    await receiver.close();
    rmSync(made.folder, { recursive: true });
  });

  /** Starts a gateway with these files of access/, and ends it when `use` is through. */
  async function withGateway(access: string[], env: Record<string, string>, use: (gateway: Otelcol) => Promise<void>) {
    const gateway = await startOtelcol({
      configs: ['gateway.yaml', 'sampling/none.yaml', ...access.map((file) => `access/${file}`), 'backends/otlp.yaml'],
      env: {
        BACKEND_OTLP_ENDPOINT: receiver.url,
        OTLP_CERT_FILE: made.certFile,
        OTLP_KEY_FILE: made.keyFile,
        ...env,
      },
    });
    try {
      await use(gateway);
    } finally {
      await gateway.stop();
    }
  }

  /** Runs a program of one span under the preload, and resolves to how many spans came of it. */
  async function spansOf(service: string, url: string, env: Record<string, string>): Promise<number> {
    const ended = await runProgram(fixture('one-span.cjs'), {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: url,
        OTEL_SERVICE_NAME: service,
        OTEL_METRICS_EXPORTER: 'none',
        SPANWISE_EXIT_TIMEOUT: '3000',
        ...env,
      },
    });
    assert.equal(ended.code, 0);
    return receiver.spans.filter((span) => span.resource['service.name'] === service).length;
  }

  for (const protocol of ['http/protobuf', 'grpc']) {
    it(`a token, over TLS, ${protocol}`, async () => {
      await withGateway(['tls.yaml', 'token.yaml'], { OTLP_TOKEN: token }, async (gateway) => {
        const url =
          protocol === 'grpc' ? `https://127.0.0.1:${gateway.ports.grpc}` : gateway.url.replace('http', 'https');
        const tls = { OTEL_EXPORTER_OTLP_CERTIFICATE: made.certFile, OTEL_EXPORTER_OTLP_PROTOCOL: protocol };
        assert.equal(await spansOf('without', url, tls), 0);
        const wrong = { ...tls, OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20wrong' };
        assert.equal(await spansOf('wrong', url, wrong), 0);
        assert.equal(await gateway.metric('otelcol_receiver_accepted_spans'), 0, 'nothing got in');
        const right = { ...tls, OTEL_EXPORTER_OTLP_HEADERS: `authorization=Bearer%20${token}` };
        const service = `right ${protocol}`;
        await eventually(async () => assert.ok((await spansOf(service, url, right)) >= 1));
      });
    });
  }

  it('a name and a password', async () => {
    const htpasswd = join(made.folder, 'htpasswd');
    writeFileSync(htpasswd, `shop:${token}\n`);
    await withGateway(['basic.yaml'], { OTLP_HTPASSWD_FILE: htpasswd }, async (gateway) => {
      const post = (headers: Record<string, string>) =>
        fetch(`${gateway.url}/v1/logs`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: '{}',
        });
      const basic = (password: string) => `Basic ${Buffer.from(`shop:${password}`).toString('base64')}`;
      assert.equal((await post({})).status, 401);
      assert.equal((await post({ authorization: basic('wrong') })).status, 401);
      assert.equal((await post({ authorization: basic(token) })).status, 200);
    });
  });

  it('a certificate', async () => {
    await withGateway(['tls.yaml'], { OTLP_CLIENT_CA_FILE: made.certFile }, async (gateway) => {
      const ca = readFileSync(made.certFile);
      const post = (client: object) =>
        new Promise<number>((resolve, reject) => {
          const headers = { 'content-type': 'application/json' };
          request(
            `${gateway.url.replace('http', 'https')}/v1/logs`,
            { method: 'POST', headers, ca, ...client },
            (response) => {
              response.resume();
              resolve(response.statusCode!);
            },
          )
            .on('error', reject)
            .end('{}');
        });
      await assert.rejects(post({}));
      assert.equal(await post({ cert: ca, key: readFileSync(made.keyFile) }), 200);
    });
  });
});
