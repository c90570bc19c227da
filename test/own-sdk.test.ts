import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Collected, collect } from './support/collect.ts';
import { dollarsByTenant } from './support/ledger.ts';
import { fixture } from './support/program.ts';

// `pnpm test cost sampling adot` run them in the preload's engines; here a program sets them up itself.

const folder = mkdtempSync(join(tmpdir(), 'spanwise-own-sdk-'));
after(() => rmSync(folder, { recursive: true }));

const sdks = {
  'NodeSDK 3.1': fileURLToPath(new URL('../packages/register/package.json', import.meta.url)),
  'the SDK 2.8 of ADOT 0.13': createRequire(import.meta.url).resolve(
    '@aws/aws-distro-opentelemetry-node-autoinstrumentation/register',
  ),
};

for (const [name, SDK_OF] of Object.entries(sdks)) {
  const run = (program: string, args: string[], env: Record<string, string>): Promise<Collected> =>
    collect(program, { preload: 'none', flags: ['--require', fixture('own-sdk.cjs')], args, env: { SDK_OF, ...env } });

  describe(`under ${name} of the program's own`, () => {
    it('sampling keeps what it says, whole, and counts right', async () => {
      const { code, stderr, spans } = await run('sampled-traces.cjs', ['1000'], { PROFILE: 'production' });
      assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
      const roots = spans.filter(({ name }) => name === 'GET');
      assert.equal(spans.length, 2 * roots.length);
      const isBy = (rule: string) => roots.filter(({ attributes }) => attributes['sampling.rule'] === rule).length;
      assert.deepEqual([isBy('errors'), isBy('slow')], [10, 10]);
      // 970 others, within four standard deviations.
      assert.ok(Math.abs(roots.length - 20 - 97) < 4 * Math.sqrt(970 * 0.1 * 0.9), `${roots.length}`);
      for (const { traceState, attributes } of roots) {
        assert.match(traceState, attributes['sampling.rule'] === 'production' ? /^ot=th:e6666666666/ : /^ot=th:0$/);
      }
    });

    for (const PROFILE of ['development', 'production']) {
      it(`costs are exact in ${PROFILE}, by tenant`, async () => {
        const LEDGER = join(folder, `${name}-${PROFILE}.jsonl`);
        const { code, stderr, spans } = await run('costs.cjs', [], { PROFILE, LEDGER });
        assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
        // As test/cost.test.ts has it of the engines.
        assert.deepEqual(dollarsByTenant(LEDGER), { acme: '0.03016', globex: '0.02766', nobody: '0.05903' });
        if (PROFILE === 'development') assert.equal(spans.filter(({ name }) => name === 'chat').length, 30);
      });
    }
  });
}
