import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';

const rows: [env: Record<string, string>, service: string | undefined, other: Record<string, unknown>][] = [
  [{}, undefined, { 'telemetry.distro.name': 'spanwise', 'telemetry.sdk.language': 'nodejs' }],
  [{ OTEL_SERVICE_NAME: 'shop' }, 'shop', {}],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=shop,team=caf%C3%A9' }, 'shop', { team: 'café' }],
  [{ OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: 'service.name=other' }, 'shop', {}],
  [{ SERVICE_NAME: 'old', ENVIRONMENT: 'staging' }, 'old', { 'deployment.environment.name': 'staging' }],
  [{ SERVICE_NAME: 'old', OTEL_SERVICE_NAME: 'shop' }, 'shop', {}],
];

describe('OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES', { concurrency: 3 }, () => {
  for (const [env, service, other] of rows) {
    it(JSON.stringify(env), async () => {
      const { spans, logs, metrics, stderr } = await collect('one-of-each.cjs', { env });
      assert.equal(stderr, '');
      for (const { resource } of [spans[0]!, logs[0]!, metrics[0]!]) {
        if (service === undefined) assert.match(String(resource['service.name']), /^unknown_service:/);
        else assert.equal(resource['service.name'], service);
        for (const [key, value] of Object.entries(other)) assert.equal(resource[key], value, key);
      }
    });
  }
});
