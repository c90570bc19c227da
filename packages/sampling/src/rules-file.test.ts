import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { healthChecks } from './rule.ts';
import { parseRules, readRules } from './rules-file.ts';

/** Files that are wrong, and the lines that say so. */
const broken: [text: string, ...problems: string[]][] = [
  ['', 'r.yaml:1: the file is empty, expected rules: and a list of them'],
  ['# nothing yet\n', 'r.yaml:1: the file is empty, expected rules: and a list of them'],
  ['drop', "r.yaml:1: got 'drop', expected a map of keys and values"],
  ['- name: a\n  action: keep', 'r.yaml:1: got a list, expected a map of keys and values'],
  ['keep_health_checks: true', 'r.yaml:1: there is no rules:, expected a list of rules'],
  ['rule:\n  - { name: a, action: keep }', "r.yaml:1: there is no 'rule' here; did you mean rules?"],
  ['rules: []', 'r.yaml:1: rules: the list is empty, expected at least one rule'],
  ['rules:\n  name: a\n  action: keep', 'r.yaml:2: rules: got a map, expected a list'],
  ['rules:\n  - keep', "r.yaml:2: rules[0]: got 'keep', expected a map of keys and values"],
  ['rules:\n  - name: "a\n', 'r.yaml:3: this is no valid YAML: Missing closing "quote'],
  ['rules:\n\t- name: a', 'r.yaml:2: this is no valid YAML: Tabs are not allowed as indentation'],
  [
    'rules:\n  - name: a\n    action: keep\n    action: drop',
    'r.yaml:4: this is no valid YAML: Map keys must be unique',
  ],
  [
    'rules:\n  - action: keep',
    'r.yaml:2: rules[0]: has no name, expected name: and a text that counters and traces show',
  ],
  ['rules:\n  - name: 17\n    action: keep', "r.yaml:2: rules[0].name: got '17', expected a text"],
  [
    'rules:\n  - { name: a, match: { kind: server }, action: keep }\n  - { name: a, action: keep }',
    "r.yaml:3: rules[1].name: got 'a', which another rule has; expected a name of its own",
  ],
  [
    'rules:\n  - { name: health checks, action: keep }',
    "r.yaml:2: rules[0].name: got 'health checks', which another rule has; expected a name of its own",
  ],
  [
    'rules:\n  - name: a',
    'r.yaml:2: rules[0]: has no action, expected action: drop, keep, { ratio: 0.1 } or { limit: { … } }',
  ],
  [
    'rules:\n  - name: a\n    action: kepe',
    "r.yaml:3: rules[0].action: got 'kepe', expected drop, keep, { ratio: 0.1 } or { limit: { spans_per_minute: 1000 } }; did you mean keep?",
  ],
  [
    'rules:\n  - name: a\n    action: 0.1',
    "r.yaml:3: rules[0].action: got '0.1', expected drop, keep, { ratio: 0.1 } or { limit: { spans_per_minute: 1000 } }",
  ],
  [
    'rules:\n  - name: a\n    action: { ratio: 10% }',
    "r.yaml:3: rules[0].action.ratio: got '10%', expected a number from 0 to 1; 10 % is 0.1",
  ],
  [
    'rules:\n  - name: a\n    action: { ratio: 50 }',
    "r.yaml:3: rules[0].action.ratio: got '50', expected a number from 0 to 1; 50 % is 0.5",
  ],
  [
    'rules:\n  - name: a\n    action: { ratio: -0.5 }',
    "r.yaml:3: rules[0].action.ratio: got '-0.5', expected a number from 0 to 1",
  ],
  [
    'rules:\n  - name: a\n    action: { ratio: 0.5, limit: { spans_per_minute: 10 } }',
    'r.yaml:3: rules[0].action: has both ratio and limit, expected one of them',
  ],
  [
    'rules:\n  - name: a\n    action:\n      limit:\n        span_per_minute: 100',
    "r.yaml:5: rules[0].action.limit: there is no 'span_per_minute' here; did you mean spans_per_minute?",
    'r.yaml:5: rules[0].action.limit: has no amount, expected one of traces_per_second, spans_per_minute, bytes_per_minute, usd_per_minute',
  ],
  [
    'rules:\n  - name: a\n    action: { limit: { spans_per_minute: 10, bytes_per_minute: 10 } }',
    'r.yaml:3: rules[0].action.limit: has spans_per_minute and bytes_per_minute, expected one of traces_per_second, spans_per_minute, bytes_per_minute, usd_per_minute',
  ],
  [
    'rules:\n  - name: a\n    action: { limit: { traces_per_second: 0 } }',
    "r.yaml:3: rules[0].action.limit.traces_per_second: got '0', expected a number above 0",
  ],
  [
    'rules:\n  - name: a\n    action: { limit: { bytes_per_minute: lots } }',
    "r.yaml:3: rules[0].action.limit.bytes_per_minute: got 'lots', expected a number of bytes such as 10MiB above 0",
  ],
  [
    'rules:\n  - name: a\n    action: { limit: { usd_per_minute: 0.01 } }',
    'r.yaml:3: rules[0].action.limit: has usd_per_minute, expected usd_per_gb beside it: what 10^9 bytes cost',
  ],
  [
    'rules:\n  - name: a\n    action: { limit: { spans_per_minute: 10, usd_per_gb: 2 } }',
    'r.yaml:3: rules[0].action.limit.usd_per_gb: has a use only with usd_per_minute; remove it',
  ],
  [
    'rules:\n  - name: a\n    match:\n      servcie: shop\n    action: keep',
    "r.yaml:4: rules[0].match: there is no 'servcie' here; did you mean service?",
  ],
  [
    'rules:\n  - name: a\n    match: { status_code: 500 }\n    action: keep',
    "r.yaml:3: rules[0].match: there is no 'status_code' here; expected one of service, route, path, method, name, tenant, kind, status, duration, cost, attributes",
  ],
  [
    'rules:\n  - name: a\n    match: { kind: [server, costumer] }\n    action: keep',
    "r.yaml:3: rules[0].match.kind[1]: got 'costumer', expected internal, server, client, producer, consumer; did you mean consumer?",
  ],
  [
    'rules:\n  - name: a\n    match: { status: failed }\n    action: keep',
    "r.yaml:3: rules[0].match.status: got 'failed', expected error, ok",
  ],
  [
    'rules:\n  - name: a\n    match: { status: [error, ok] }\n    action: keep',
    'r.yaml:3: rules[0].match.status: got a list, expected error, ok',
  ],
  [
    'rules:\n  - name: a\n    match: { duration: 1 parsec }\n    action: keep',
    "r.yaml:3: rules[0].match.duration: got '1 parsec', expected a duration such as 1s, >= 500ms or < 2m",
  ],
  [
    'rules:\n  - name: a\n    match: { cost: $5 }\n    action: keep',
    "r.yaml:3: rules[0].match.cost: got '$5', expected an amount such as 0.05 or > 1",
  ],
  [
    'rules:\n  - name: a\n    match: { service: [] }\n    action: keep',
    'r.yaml:3: rules[0].match.service: the list is empty, expected a value',
  ],
  [
    'rules:\n  - name: a\n    match: { tenant: 4711 }\n    action: keep',
    'r.yaml:3: rules[0].match.tenant: got \'4711\', expected a text; write "4711" in quotes',
  ],
  [
    'rules:\n  - name: a\n    match:\n      attributes: { http.response.status_code: ">= five" }\n    action: keep',
    "r.yaml:4: rules[0].match.attributes.http.response.status_code: got '>= five', expected a number after the comparison, such as >= 500",
  ],
  [
    'rules:\n  - name: a\n    match:\n      attributes: { user.id: { exist: true } }\n    action: keep',
    "r.yaml:4: rules[0].match.attributes.user.id: there is no 'exist' here; did you mean exists?",
  ],
  [
    'rules:\n  - { name: a, action: { ratio: 0.1 } }\n  - { name: b, match: { status: error }, action: keep }',
    "r.yaml:3: rules[1]: is never reached: rule 'a' has no match and takes every trace; move it to the end",
  ],
  [
    'keep_health_checks: perhaps\nrules:\n  - { name: a, action: keep }',
    "r.yaml:1: keep_health_checks: got 'perhaps', expected true or false",
  ],
];

describe('broken files', () => {
  assert.ok(broken.length >= 30);
  for (const [text, ...problems] of broken) {
    it(problems[0]!, () => {
      const file = parseRules(text, 'r.yaml');
      assert.deepEqual(file.problems, problems);
      assert.deepEqual(file.rules, []);
    });
  }

  it('all that is wrong is told at once', () => {
    const text =
      'rules:\n  - { name: a, action: kep }\n  - { nam: b, action: drop }\n  - { name: c, match: { kind: x }, action: keep }';
    assert.equal(parseRules(text, 'r.yaml').problems.length, 4);
  });

  const folder = mkdtempSync(join(tmpdir(), 'spanwise-rules-'));
  after(() => rmSync(folder, { recursive: true }));

  it('a file that is not there, and one that is a folder', () => {
    assert.deepEqual(readRules(join(folder, 'no.yaml')).problems, [
      `${join(folder, 'no.yaml')}: cannot be read (ENOENT), expected a YAML file of rules`,
    ]);
    assert.deepEqual(readRules(folder).problems, [`${folder}: cannot be read (EISDIR), expected a YAML file of rules`]);
  });

  it('a file that is right', () => {
    const file = join(folder, 'sampling.yaml');
    writeFileSync(file, 'rules:\n  - name: gold\n    match: { duration: 500, route: [/a, /b] }\n    action: keep\n');
    assert.deepEqual(readRules(file), {
      rules: [healthChecks, { name: 'gold', match: { duration: 500, route: ['/a', '/b'] }, action: 'keep' }],
      problems: [],
    });
  });
});
