import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { parse } from 'yaml';
import { runCommand } from '../test-support/command.ts';

const folder = mkdtempSync(join(tmpdir(), 'spanwise-collector-'));
after(() => rmSync(folder, { recursive: true }));

// What the collector keeps by it is compared in test/backends/sampling.test.ts.
describe('spanwise collector sampling', () => {
  test('writes policies to merge into the gateway, and says what is different there', async () => {
    const rules = join(folder, 'rules.yaml');
    writeFileSync(
      rules,
      `
rules:
  - { name: expensive, match: { cost: "> 1" }, action: keep }
  - { name: shared, match: { tenant: acme }, action: { limit: { spans_per_minute: 600, by: [route] } } }
  - { name: spans, match: { kind: consumer }, action: { limit: { spans_per_minute: 600 } } }
  - { name: orders, match: { path: "/orders/*$" }, action: { ratio: 0.1 } }
  - { name: rest, action: drop }
`,
    );
    const { code, stdout, stderr } = await runCommand(['collector', 'sampling', '--rules', rules]);
    assert.equal(code, 0);
    assert.deepEqual(stderr.trimEnd().split('\n'), [
      'differs: expensive: the collector compares cost.total.amount of the local root, not a sum over the spans',
      'differs: shared: a limit that is shared among keys has no policy in the collector; the collector keeps what it matches',
      'differs: spans: the collector lets a burst pass and then nothing, where the program thins all evenly',
    ]);
    // A dollar sign begins a variable unless it is doubled.
    assert.doesNotMatch(stdout.replaceAll('$$', ''), /\$/);
    const { policies } = parse(stdout).processors.tail_sampling;
    assert.deepEqual(
      policies.map(({ name, type }: { name: string; type: string }) => [name, type]),
      [
        ['health checks', 'drop'],
        ['expensive', 'ottl_condition'],
        ['shared', 'ottl_condition'],
        ['spans', 'and'],
        ['orders', 'and'],
      ],
    );
    assert.deepEqual(policies[3].and.and_sub_policy.at(-1).rate_limiting, { spans_per_second: 10 });
    assert.deepEqual(policies[4].and.and_sub_policy.at(-1).probabilistic, { sampling_percentage: 10 });
  });

  test('broken rules are a line each, and nothing is written', async () => {
    const rules = join(folder, 'broken.yaml');
    writeFileSync(rules, 'rules:\n  - { name: a, action: kep }\n');
    const { code, stdout, stderr } = await runCommand(['collector', 'sampling', '--rules', rules]);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(
      stderr,
      /^broken\.yaml:2: rules\[0\]\.action: got 'kep', expected drop, keep, .*did you mean keep\?\n$/,
    );
  });
});
