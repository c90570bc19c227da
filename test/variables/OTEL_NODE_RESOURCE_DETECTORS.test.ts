import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from '../support/collect.ts';

async function resource(env: Record<string, string>): Promise<Record<string, unknown>> {
  const { spans, stderr } = await collect('one-of-each.cjs', { env });
  assert.equal(stderr, '');
  return spans[0]!.resource;
}

describe('OTEL_NODE_RESOURCE_DETECTORS', { concurrency: 3 }, () => {
  it('by default env, host, os, process and service instance; no cloud is asked', async () => {
    const found = await resource({ OTEL_RESOURCE_ATTRIBUTES: 'team=a' });
    for (const name of ['team', 'host.name', 'os.type', 'process.pid', 'service.instance.id']) {
      assert.ok(found[name] !== undefined, name);
    }
    assert.deepEqual(
      Object.keys(found).filter((name) => /^(cloud|k8s|faas|container)\./.test(name)),
      [],
    );
  });

  it('only those named; what the environment says stays', async () => {
    const found = await resource({ OTEL_NODE_RESOURCE_DETECTORS: 'os', OTEL_RESOURCE_ATTRIBUTES: 'team=a' });
    assert.ok(found['os.type']);
    assert.equal(found.team, 'a');
    assert.equal(found['process.pid'], undefined);
    assert.equal(found['service.instance.id'], undefined);
  });

  it('none', async () => {
    const found = await resource({ OTEL_NODE_RESOURCE_DETECTORS: 'none' });
    assert.equal(found['host.name'], undefined);
    assert.ok(found['service.name']);
  });
});
