import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createRedactor } from './redaction.ts';
import { parseRedactionRules, readRedactionRules } from './redaction-rules.ts';

describe('a file of redaction rules', () => {
  it('says what happens to which keys and values', () => {
    const { rules, presets, allow, problems } = parseRedactionRules(
      `
presets: [pii]
allow: ['http.*', note, badge]
rules:
  - { name: notes, keys: note, action: { truncate: 4 } }
  - { name: badges, pattern: 'B-[0-9]{4}', action: mask }
  - { name: addresses, keys: ['http.*'], values: [ip, email], action: remove }
`,
      'rules.yaml',
    );
    assert.deepEqual([problems, presets, allow], [[], ['pii'], ['http.*', 'note', 'badge']]);
    const redactor = createRedactor({ rules, allow });
    assert.equal(redactor.value('note', 'a long note'), 'a lo…');
    assert.equal(redactor.value('badge', 'of B-1234, B-123 and xB-1234'), 'of REDACTED, B-123 and xB-1234');
    assert.equal(redactor.value('http.peer', 'from 8.8.8.8'), undefined);
    assert.equal(redactor.value('other', 'x'), undefined);
  });

  const wrong: [text: string, problem: string][] = [
    ['', 'r.yaml:1: the file is empty, expected rules: and a list of them'],
    ['rules: []', 'r.yaml:1: rules: the list is empty, expected at least one entry'],
    ['{}', 'r.yaml:1: there is no rules:, presets: or allow:, expected one of them'],
    ['a: [', 'r.yaml:1: this is no valid YAML'],
    ['rule: []', "r.yaml:1: there is no 'rule' here; did you mean rules?"],
    ['presets: [pi]', "r.yaml:1: presets[0]: got 'pi', expected pii, strict, none; did you mean pii?"],
    ['rules:\n  - name: a\n    keys: a', 'r.yaml:2: rules[0]: has no action, expected action: mask, hash'],
    [
      'rules:\n  - name: a\n    action: mask',
      'r.yaml:2: rules[0]: has no keys, values or pattern, expected one of them',
    ],
    ['rules:\n  - keys: a\n    action: mask', 'r.yaml:2: rules[0]: has no name, expected name: and a text'],
    [
      'rules: [{ name: a, keys: a, action: maks }]',
      "r.yaml:1: rules[0].action: got 'maks', expected mask, hash, remove, keep; did you mean mask?",
    ],
    [
      'rules: [{ name: a, keys: 5, action: mask }]',
      "r.yaml:1: rules[0].keys: got '5', expected a key, in which * stands for anything",
    ],
    ['rules: [{ name: a, values: [e_mail], action: mask }]', "got 'e_mail', expected password, jwt, api_key"],
    ['rules: [{ name: a, keys: a, action: { truncate: -1 } }]', "got '-1', expected how many characters are left"],
    ['rules: [{ name: a, pattern: "(a|b)+", action: mask }]', "got '(a|b)+', which has '('"],
    [
      'rules: [{ name: a, keys: a, action: mask }, { name: a, keys: b, action: mask }]',
      "got 'a', which another rule has",
    ],
  ];
  for (const [text, problem] of wrong) {
    it(problem, () => {
      const { rules, problems } = parseRedactionRules(text, 'r.yaml');
      assert.deepEqual(rules, []);
      assert.ok(
        problems.some((each) => each.includes(problem)),
        problems.join('\n'),
      );
    });
  }

  it('a file that is not there is a line', () => {
    assert.match(
      readRedactionRules('/nowhere/r.yaml').problems.join(),
      /^\/nowhere\/r.yaml: cannot be read \(ENOENT\)/,
    );
  });
});
