import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { logsBody, metricsBody, tracesBody } from './otlp-bodies.ts';
import { startOtlpIntake } from './otlp-intake.ts';
import { otlpLimits } from './otlp-limits.ts';

interface Sent {
  path: string;
  body: Uint8Array;
  headers?: Record<string, string>;
}

const now = BigInt(Date.now()) * 1_000_000n;
const day = 86_400_000_000_000n;
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const attributes = (count: number): Record<string, string> =>
  Object.fromEntries(times(count, (index) => [`k${index}`, 'v']));
// Does not shrink when packed.
const noise = (bytes: number): string => randomBytes(bytes / 2).toString('hex');
const traces = (body: Uint8Array): Sent => ({ path: '/v1/traces', body });
const project = { 'gcp.project_id': 'shop' };

const key = { 'dd-api-key': 'k' };
const datadogMetrics = (body: Uint8Array): Sent => ({ path: '/v1/metrics', body, headers: key });
const datadogLogs = (body: Uint8Array): Sent => ({ path: '/v1/logs', body, headers: key });
const rule = `dcr-${'0'.repeat(32)}`;
const azureTraces = `/dataCollectionRules/${rule}/streams/Microsoft-OTLP-Traces/otlp/v1/traces`;

/** For each intake a request that is accepted, and for each of its limits one that breaks only this. */
const intakes: Record<keyof typeof otlpLimits, { fine: Sent[]; broken: Record<string, Sent> }> = {
  xray: {
    fine: [traces(tracesBody({ spans: times(10_000, () => ({})) }))],
    broken: {
      'traces on /v1/traces': { path: '/v1/other/traces', body: tracesBody({ spans: [{}] }) },
      'gzip or no packing': { ...traces(tracesBody({ spans: [{}] })), headers: { 'content-encoding': 'zstd' } },
      '5 MB a request': traces(tracesBody({ spans: times(30, () => ({ attributes: { a: noise(190_000) } })) })),
      '10,000 spans a request': traces(tracesBody({ spans: times(10_001, () => ({})) })),
      '200 kB for a span': traces(tracesBody({ spans: [{ attributes: { a: noise(200_000) } }] })),
      '16 kB for a resource and its scope': traces(tracesBody({ resource: { a: noise(17_000) }, spans: [{}] })),
      'spans of the last 14 days and the next 2 hours': traces(tracesBody({ spans: [{ start: now - 15n * day }] })),
      '24 hours between the spans of a request': traces(tracesBody({ spans: [{}, { start: now - 2n * day }] })),
    },
  },
  datadog: {
    fine: [
      datadogMetrics(metricsBody({ metrics: [{ name: 'requests', temporality: 1 }] })),
      datadogLogs(logsBody({ bodies: [noise(900_000)] })),
    ],
    broken: {
      'requests with a key in dd-api-key': { path: '/v1/logs', body: logsBody({ bodies: ['hello'] }) },
      'protobuf on /v1/traces, /v1/metrics and /v1/logs': {
        path: '/logs',
        body: logsBody({ bodies: ['a'] }),
        headers: key,
      },
      'differences, no totals': datadogMetrics(metricsBody({ metrics: [{ name: 'requests', temporality: 2 }] })),
      '512,000 bytes of metrics a request, packed': datadogMetrics(
        metricsBody({ metrics: [{ name: noise(520_000), temporality: 1 }] }),
      ),
      '5,242,880 bytes of metrics a request, unpacked': {
        path: '/v1/metrics',
        body: gzipSync(metricsBody({ metrics: [{ name: 'n'.repeat(5_300_000), temporality: 1 }] })),
        headers: { ...key, 'content-encoding': 'gzip' },
      },
      '5 MB of logs a request, unpacked': datadogLogs(logsBody({ bodies: times(6, () => noise(900_000)) })),
      '1 MB for a log record': datadogLogs(logsBody({ bodies: [noise(1_100_000)] })),
    },
  },
  gcp: {
    fine: [
      traces(tracesBody({ resource: project, spans: [{ attributes: attributes(1024) }, { name: 'n'.repeat(1024) }] })),
    ],
    broken: {
      'resources with the attribute gcp.project_id': traces(tracesBody({ spans: [{}] })),
      '1,024 bytes for the name of a span': traces(
        tracesBody({ resource: project, spans: [{ name: 'é'.repeat(513) }] }),
      ),
      '1,024 attributes for a span': traces(
        tracesBody({ resource: project, spans: [{ attributes: attributes(1025) }] }),
      ),
      '1,024 attributes for a resource': traces(
        tracesBody({ resource: { ...project, ...attributes(1024) }, spans: [{}] }),
      ),
      '512 bytes for the key of an attribute': traces(
        tracesBody({ resource: project, spans: [{ attributes: { ['k'.repeat(513)]: 'v' } }] }),
      ),
      '64 KiB for the value of an attribute': traces(
        tracesBody({ resource: project, spans: [{ attributes: { k: noise(65_538) } }] }),
      ),
      '200 points a request': {
        path: '/v1/metrics',
        body: metricsBody({
          resource: project,
          metrics: times(201, (index) => ({ name: `m${index}`, temporality: 2 })),
        }),
      },
    },
  },
  azure: {
    fine: [{ path: azureTraces, body: tracesBody({ spans: [{}] }) }],
    broken: {
      'paths of a data collection rule and the stream of the signal': traces(tracesBody({ spans: [{}] })),
      '1 MB a call': { path: azureTraces, body: tracesBody({ spans: [{ attributes: { a: noise(1_000_000) } }] }) },
    },
  },
};

for (const [name, { fine, broken }] of Object.entries(intakes) as [
  keyof typeof otlpLimits,
  (typeof intakes)['xray'],
][]) {
  describe(`the server that stands for the OTLP intake of ${name}`, async () => {
    const intake = await startOtlpIntake(otlpLimits[name]);
    const send = async ({ path, body, headers }: Sent): Promise<number> => {
      const response = await fetch(intake.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/x-protobuf', ...headers },
        body,
      });
      return response.status;
    };

    it('accepts what is within all limits', async () => {
      for (const request of fine) assert.equal(await send(request), 200, intake.refused.at(-1));
    });
    for (const [allows, request] of Object.entries(broken)) {
      it(`refuses more than ${allows}`, async () => {
        assert.equal(await send(request), 400);
        assert.match(intake.refused.at(-1)!, new RegExp(`^\\w+: ${allows.replaceAll(/[.$/]/g, '\\$&')}: got `));
      });
    }
    it('each limit is tried', async () => {
      assert.deepEqual(
        Object.keys(broken),
        otlpLimits[name].map(({ allows }) => allows),
      );
      await intake.close();
    });
  });
}
