import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { buildCollector, configFolder, startOtelcol, validate } from './servers/collector.ts';

await buildCollector();

const backends = readdirSync(join(configFolder, 'backends')).map((file) => `backends/${file}`);
const ratios = { development: '100', staging: '50', production: '10' };

describe('otelcol validate', () => {
  for (const [environment, ratio] of Object.entries(ratios)) {
    const env = { SAMPLING_PERCENTAGE: ratio };
    it(`gateway, ${environment}, without a backend`, () => accepts(['gateway.yaml'], env));
    for (const backend of backends) {
      it(`gateway, ${environment}, ${backend}`, () => accepts(['gateway.yaml', backend], env));
    }
    it(`gateway, ${environment}, all backends`, () => accepts(['gateway.yaml', ...backends], env));
  }
});

describe('the gateway with all backends away', () => {
  it('starts, is healthy, and says nothing of deprecation', async () => {
    const collector = await startOtelcol({ configs: ['gateway.yaml', ...backends] });
    try {
      const response = await fetch(`http://127.0.0.1:${collector.ports.health}`);
      assert.equal(response.status, 200);
      assert.doesNotMatch(collector.log(), /deprecat/i);
    } finally {
      await collector.stop('SIGKILL');
    }
  });
});

async function accepts(configs: readonly string[], env: Record<string, string>): Promise<void> {
  const { code, output } = await validate(configs, env);
  assert.equal(code, 0, output);
  assert.doesNotMatch(output, /deprecat/i);
}
