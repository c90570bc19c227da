import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type Collected, collect } from '../support/collect.ts';

const folder = mkdtempSync(join(tmpdir(), 'spanwise-rules-'));
after(() => rmSync(folder, { recursive: true }));
let files = 0;

function run(rules: string, env: Record<string, string> = {}, args = ['1000']): Promise<Collected> {
  const file = join(folder, `rules-${++files}.yaml`);
  writeFileSync(file, rules);
  return collect('sampled-traces.cjs', { env: { SPANWISE_SAMPLING_RULES: file, ...env }, args });
}

const roots = ({ spans }: Collected) => spans.filter(({ name }) => name === 'GET');

describe('SPANWISE_SAMPLING_RULES', { concurrency: 2 }, () => {
  it('the first rule that matches decides, and its name is on the root', async () => {
    const collected = await run(
      `
rules:
  - name: failed orders
    match: { service: shop, route: "/orders/:id", status: error }
    action: keep
  - name: slow
    match: { duration: "> 1s" }
    action: { ratio: 1 }
  - name: rest
    action: drop
`,
      { OTEL_SERVICE_NAME: 'shop' },
    );
    assert.equal(collected.stderr, '');
    const rules = roots(collected).map(({ attributes }) => attributes['sampling.rule']);
    assert.equal(rules.filter((rule) => rule === 'failed orders').length, 10);
    assert.equal(rules.filter((rule) => rule === 'slow').length, 10);
    assert.equal(rules.length, 20);
  });

  it('health checks are dropped by the shipped rule, unless the file keeps them', async () => {
    const rest = 'rules:\n  - { name: rest, action: { ratio: 1 } }\n';
    assert.equal(roots(await run(rest)).length, 990);
    assert.equal(roots(await run(`keep_health_checks: true\n${rest}`)).length, 1000);
  });

  it('a limit holds, and says how many a kept trace stands for', async () => {
    const collected = await run('rules:\n  - { name: few, action: { limit: { spans_per_minute: 400 } } }\n');
    const kept = roots(collected);
    // At once no more than what may pass in a burst: 0.4 minutes' worth, half of it at the start.
    assert.ok(kept.length > 20 && kept.length <= 42, `${kept.length}`);
    const counted = kept.reduce((sum, { traceState }) => {
      const th = /^ot=th:([0-9a-f]{1,14})$/.exec(traceState)![1]!;
      return sum + 1 / (1 - Number.parseInt(th.padEnd(14, '0'), 16) / 2 ** 56);
    }, 0);
    assert.ok(counted > kept.length, `${counted}`);
  });

  it('a broken file is a line for each problem, and the default profile decides', async () => {
    const collected = await run('rules:\n  - name: a\n    acton: keep\n  - name: b\n    action: { ratio: 10% }\n');
    assert.equal(collected.code, 0);
    assert.equal(collected.stdout, 'made\n');
    assert.deepEqual(collected.stderr.replaceAll(/rules-\d+/g, 'rules').split('\n'), [
      "[spanwise] SPANWISE_SAMPLING_RULES: rules.yaml:3: rules[0]: there is no 'acton' here; did you mean action?",
      '[spanwise] SPANWISE_SAMPLING_RULES: rules.yaml:2: rules[0]: has no action, expected action: drop, keep, { ratio: 0.1 } or { limit: { … } }',
      "[spanwise] SPANWISE_SAMPLING_RULES: rules.yaml:5: rules[1].action.ratio: got '10%', expected a number from 0 to 1; 10 % is 0.1",
      '[spanwise] SPANWISE_SAMPLING_RULES: the file is not used; sampling as SPANWISE_SAMPLING=production does',
      '',
    ]);
    const rules = new Set(roots(collected).map(({ attributes }) => attributes['sampling.rule']));
    assert.deepEqual([...rules].sort(), ['errors', 'production', 'slow']);
  });

  it('a file that is not there', async () => {
    const env = { SPANWISE_SAMPLING_RULES: '/no/rules.yaml', SPANWISE_SAMPLING: 'development' };
    const collected = await collect('sampled-traces.cjs', { env, args: ['100'] });
    assert.equal(roots(collected).length, 100);
    assert.equal(
      collected.stderr,
      '[spanwise] SPANWISE_SAMPLING_RULES: /no/rules.yaml: cannot be read (ENOENT), expected a YAML file of rules\n' +
        '[spanwise] SPANWISE_SAMPLING_RULES: the file is not used; sampling as SPANWISE_SAMPLING=development does\n',
    );
  });

  it('decisions are counted by rule and reason', async () => {
    const { metrics } = await run(
      'rules:\n  - { name: errors, match: { status: error }, action: keep }\n  - { name: rest, action: drop }\n',
    );
    const metric = metrics.find(({ name }) => name === 'spanwise.sampling.decisions')!;
    const counts = metric.points.map((point) => {
      const { 'sampling.rule': rule, 'sampling.decision': decision, 'sampling.reason': reason } = point.attributes;
      return [rule, decision, reason, Number((point as { value: unknown }).value)];
    });
    assert.deepEqual(counts.sort(), [
      ['errors', 'kept', 'end', 10],
      ['health checks', 'dropped', 'start', 10],
      ['rest', 'dropped', 'end', 980],
    ]);
  });

  for (const way of ['empty loop', 'process.exit']) {
    it(`traces that are open at the end are decided by what is known of them: ${way}`, async () => {
      const rules =
        'rules:\n  - { name: errors, match: { status: error }, action: keep }\n  - { name: rest, action: drop }\n';
      const file = join(folder, 'open.yaml');
      writeFileSync(file, rules);
      const { spans, code } = await collect('open-traces.cjs', { env: { SPANWISE_SAMPLING_RULES: file }, args: [way] });
      assert.equal(code, way === 'process.exit' ? 3 : 0);
      assert.deepEqual(
        spans.map(({ name }) => name),
        ['failed query'],
      );
    });
  }
});
