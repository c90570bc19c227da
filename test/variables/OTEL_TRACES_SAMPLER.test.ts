import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';
import { fixture, preloadFile } from '../support/program.ts';

const rows: [env: Record<string, string>, sampled: (spans: number) => boolean][] = [
  [{}, (spans) => spans === 1000],
  [{ OTEL_TRACES_SAMPLER: 'always_on' }, (spans) => spans === 1000],
  [{ OTEL_TRACES_SAMPLER: 'always_off' }, (spans) => spans === 0],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_always_off' }, (spans) => spans === 0],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' }, (spans) => spans === 0],
  [{ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }, (spans) => spans > 40 && spans < 180],
  [{ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '1' }, (spans) => spans === 1000],
  [{ OTEL_SAMPLING_RATIO: '0.1' }, (spans) => spans > 40 && spans < 180],
  [{ OTEL_SAMPLING_RATIO: '0.1', OTEL_TRACES_SAMPLER: 'always_on' }, (spans) => spans === 1000],
];

describe('OTEL_TRACES_SAMPLER', { concurrency: 3 }, () => {
  for (const [env, sampled] of rows) {
    it(JSON.stringify(env), async () => {
      const { spans, stderr } = await collect('many-spans.cjs', { env, args: ['1000'] });
      assert.equal(stderr, '');
      assert.ok(sampled(spans.length), `${spans.length} of 1000`);
    });
  }
});

describe('samplers that ask a server', () => {
  for (const name of ['jaeger_remote', 'parentbased_jaeger_remote']) {
    it(`${name}: what it says decides, its requests are not traced, and the program ends`, async () => {
      const asked: string[] = [];
      const server = createServer((request, response) => {
        asked.push(request.url!);
        const strategy = { strategyType: 'PROBABILISTIC', probabilisticSampling: { samplingRate: 0 } };
        response.setHeader('content-type', 'application/json').end(JSON.stringify(strategy));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      try {
        const env = {
          OTEL_SERVICE_NAME: 'shop',
          OTEL_TRACES_SAMPLER: name,
          OTEL_TRACES_SAMPLER_ARG: `endpoint=${endpoint},pollingIntervalMs=50,initialSamplingRate=1`,
        };
        const { spans, stdout, stderr } = await collect('until-unsampled.cjs', { env });
        assert.deepEqual({ stdout, stderr }, { stdout: 'unsampled\n', stderr: '' });
        assert.equal(asked[0], '/sampling?service=shop');
        assert.ok(spans.length > 0 && spans.every((span) => span.name === 'span'));
      } finally {
        server.close();
      }
    });
  }

  it('xray: the rules of the X-Ray daemon', async () => {
    const asked: string[] = [];
    const rule = {
      ...{
        RuleName: 'none',
        Priority: 1,
        ReservoirSize: 0,
        FixedRate: 0,
        ServiceName: '*',
        ServiceType: '*',
        Host: '*',
      },
      ...{ HTTPMethod: '*', URLPath: '*', ResourceARN: '*', Attributes: {}, Version: 1 },
    };
    const server = createServer((request, response) => {
      asked.push(request.url!);
      const body = { SamplingRuleRecords: [{ CreatedAt: 1, ModifiedAt: 1, SamplingRule: rule }] };
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
      const env = { OTEL_TRACES_SAMPLER: 'xray', OTEL_TRACES_SAMPLER_ARG: `endpoint=${endpoint}` };
      const { spans, stdout, stderr } = await collect('until-unsampled.cjs', { env });
      assert.deepEqual({ stdout, stderr }, { stdout: 'unsampled\n', stderr: '' });
      assert.equal(asked[0], '/GetSamplingRules');
      assert.ok(spans.every((span) => span.name === 'span'));
    } finally {
      server.close();
    }
  });

  it('without its package: one line with the cure, and everything is kept', async () => {
    const { spans, stderr } = await collect('many-spans.cjs', {
      args: ['10'],
      env: { OTEL_TRACES_SAMPLER: 'jaeger_remote', WITHOUT_PACKAGE: '@opentelemetry/sampler-jaeger-remote' },
      preload: 'none',
      flags: ['--require', fixture('without-package.cjs'), '--require', preloadFile],
    });
    assert.equal(spans.length, 10);
    assert.equal(
      stderr,
      '[spanwise] OTEL_TRACES_SAMPLER: jaeger_remote needs @opentelemetry/sampler-jaeger-remote: npm install @opentelemetry/sampler-jaeger-remote; using parentbased_always_on\n',
    );
  });
});
