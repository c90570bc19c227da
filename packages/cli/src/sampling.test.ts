import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { runCommand } from '../test-support/command.ts';
import { recordingLines } from '../test-support/recording.ts';

const folder = mkdtempSync(join(tmpdir(), 'spanwise-sampling-'));
after(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const lines = recordingLines(1000);
const recording = file('traces.jsonl', `${lines.join('\n')}\n`);
const rules = file(
  'rules.yaml',
  `
rules:
  - { name: failed, match: { status: error }, action: keep }
  - { name: payments, match: { service: pay }, action: { ratio: 0.5 } }
  - { name: rest, action: { ratio: 0.1 } }
`,
);
const sampling = (...args: string[]) => runCommand(['sampling', ...args]);

describe('spanwise sampling try', () => {
  test('shows by rule what is kept and dropped', async () => {
    const { code, stdout, stderr } = await sampling('try', '--rules', rules, recording);
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, /^rule +traces +kept +dropped +spans +kept +bytes +kept\nhealth checks +103 +0 +103 /);
    assert.match(stdout, /\nfailed +12 +12 +0 /);
    assert.match(stdout, /\nErrors: 12 of 12 traces kept\nSlow: {3}\d+ of 83 traces kept\n$/);
  });

  test('as JSON the sums are right', async () => {
    const { stdout } = await sampling('try', '--rules', rules, '--json', recording);
    const report = JSON.parse(stdout);
    const { total } = report;
    assert.deepEqual(
      report.rules.map(({ rule }: { rule: string }) => rule),
      ['health checks', 'failed', 'payments', 'rest'],
    );
    for (const key of Object.keys(total)) {
      assert.equal(
        total[key],
        report.rules.reduce((sum: number, row: Record<string, number>) => sum + row[key]!, 0),
      );
    }
    assert.deepEqual(report.errors, { traces: 12, kept: 12 });
    assert.ok(Math.abs(report.minutes - 10) < 0.1);
  });

  test('a profile in the place of a file', async () => {
    const { stdout } = await sampling('try', '--profile', 'production', '--json', recording);
    const report = JSON.parse(stdout);
    assert.deepEqual(report.slow, { traces: 83, kept: 83 });
  });

  test('takes one request as JSON, and what spanwise dev --json prints', async () => {
    const pretty = file('one.json', JSON.stringify(JSON.parse(lines[0]!), null, 2));
    const printed = file(
      'dev.jsonl',
      `${JSON.stringify({
        ...{ type: 'trace', traceId: '1'.repeat(32), resources: [{ 'service.name': 'shop' }] },
        spans: [
          {
            ...{
              traceId: '1'.repeat(32),
              spanId: '2'.repeat(16),
              name: 'GET',
              kind: 'SERVER',
              traceState: '',
              flags: 1,
            },
            ...{ startTimeUnixNano: '1790000000000000000', endTimeUnixNano: '1790000002000000000', attributes: {} },
            ...{ events: [], links: [], status: { code: 'UNSET', message: '' }, resource: 0 },
          },
        ],
      })}\n{"type":"log","body":"hello"}\n`,
    );
    for (const recorded of [pretty, printed]) {
      const { stdout, stderr } = await sampling('try', '--profile', 'development', '--json', recorded);
      assert.equal(stderr, '');
      assert.equal(JSON.parse(stdout).total.traces, 1);
    }
  });

  test('broken rules are a line each, and exit code 1', async () => {
    const broken = file(
      'broken.yaml',
      'rules:\n  - { name: a, action: kep }\n  - { name: b, match: { kind: x }, action: keep }\n',
    );
    const { code, stdout, stderr } = await sampling('try', '--rules', broken, recording);
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.equal(stderr.match(/^broken\.yaml:\d: /gm)?.length, 2);
  });

  for (const [args, line] of [
    [['try'], 'expected one recording: spanwise sampling try --rules FILE traces.jsonl'],
    [['try', recording], 'one is missing of --rules FILE and --profile NAME'],
    [
      ['try', '--rules', rules, '--profile', 'staging', recording],
      'only one can be of --rules FILE and --profile NAME',
    ],
    [['try', '--profile', 'prod', recording], '--profile: got prod, expected one of development, staging, production'],
    [
      ['try', '--profile', 'stagign', recording],
      '--profile: got stagign, expected one of development, staging, production; did you mean staging?',
    ],
    [['try', '--rules', rules, '/no/such.jsonl'], '/no/such.jsonl: cannot be read (ENOENT)'],
    [['try', '--rules', rules, '--slow', 'soon', recording], '--slow: got soon, expected milliseconds such as 1000'],
    [['tri', recording], 'no such command: tri; did you mean try?'],
  ] as const) {
    test(`wrong usage: ${line}`, async () => {
      const { code, stderr } = await sampling(...args);
      assert.equal(code, 2);
      const name = args[0] === 'try' ? 'spanwise sampling try' : 'spanwise sampling';
      assert.equal(stderr, `${name}: ${line} (see: ${name} --help)\n`);
    });
  }
});

describe('spanwise sampling explain', () => {
  test('shows for each service of a trace which rule decides, and what others asked for', async () => {
    const line = lines.find((text) => text.includes('/checkout') && !text.includes('"code":2'))!;
    const traceId = /"traceId":"([0-9a-f]{32})"/.exec(line)![1]!;
    const { code, stdout } = await sampling('explain', '--rules', rules, recording, traceId.slice(0, 9));
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`^trace ${traceId}\n`));
    assert.match(stdout, /\nGET \/checkout of shop: 3 spans, [\d.]+ ms, without error\n/);
    assert.match(stdout, /\n {2}failed +no: status\n {2}payments +no: service\n {2}rest +takes every trace\n/);
    assert.match(
      stdout,
      /\n {2}(kept|dropped) by rest: a ratio of 0\.1 keeps randomness from e6666666666666 on, and this is [0-9a-f]{14}/,
    );
    assert.match(stdout, /\nPOST \/charge of pay: 1 span, /);
    assert.match(stdout, /\n {2}payments +matches\n/);
  });

  test('needs the id of one trace', async () => {
    const many = await sampling('explain', '--rules', rules, recording);
    assert.deepEqual([many.code, /has 1000 traces, expected the id of one/.test(many.stderr)], [2, true]);
    const none = await sampling('explain', '--rules', rules, recording, 'ffffffffffff');
    assert.deepEqual([none.code, /there is no trace ffffffffffff in it/.test(none.stderr)], [1, true]);
  });
});
