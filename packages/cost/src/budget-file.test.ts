import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readBudgetFile } from './budget-file.ts';

const wrong: [text: string, warning: string][] = [
  ['budgets: 1', 'b.yaml:1: budgets is 1, expected a list; left out'],
  ['- 1', 'b.yaml:1: the file is [1], expected a map with budgets or presets; left out'],
  ['presets: [staging]', 'b.yaml:1: presets[0] is "staging", expected one of development, production; left out'],
  ['budgets:\n- {limit: 1, period: day}', 'b.yaml:2: budgets[0].name is nothing, expected a name; left out'],
  [
    'budgets:\n- {name: a, limit: -1, period: day}',
    'b.yaml:2: budgets[0].limit is -1, expected dollars above 0; left out',
  ],
  [
    'budgets:\n- {name: a, limit: 1, period: year}',
    'b.yaml:2: budgets[0].period is "year", expected one of day, week, month; left out',
  ],
  [
    'budgets:\n- {name: a, limit: 1, period: day, thresholds: [x]}',
    'b.yaml:2: budgets[0].thresholds is ["x"], expected a list of parts such as 0.8; left out',
  ],
  [
    'budgets:\n- {name: a, limit: 1, period: day, replicas: 0.5}',
    'b.yaml:2: budgets[0].replicas is 0.5, expected a whole number from 1; left out',
  ],
];

describe('files of budgets', () => {
  it('are read', () => {
    const text = `
budgets:
  - { name: acme, limit: 250.50, period: month, tenant: acme, thresholds: [0.5, 1], anomaly: 3, replicas: 2 }
  - { name: research, limit: 10, period: day, cost_center: cc-1, model: gpt-5, anomaly: 0 }
`;
    assert.deepEqual(readBudgetFile('b.yaml', text), {
      budgets: [
        {
          name: 'acme',
          limit: '250.50',
          period: 'month',
          scope: { tenant: 'acme' },
          thresholds: [0.5, 1],
          anomaly: 3,
          replicas: 2,
        },
        { name: 'research', limit: '10', period: 'day', scope: { costCenter: 'cc-1', model: 'gpt-5' }, anomaly: 0 },
      ],
      warnings: [],
    });
  });

  it('may hold for a service and an environment, or be a preset', () => {
    const text =
      'presets: [development]\nbudgets: [{ name: a, limit: 1, period: day, service: shop, environment: production }]\n';
    const { budgets, warnings } = readBudgetFile('b.yaml', text);
    assert.deepEqual(warnings, []);
    assert.deepEqual(
      budgets.map(({ name, limit, service, environment }) => [name, limit, service, environment]),
      [
        ['development', 70, undefined, undefined],
        ['development compute', 50, undefined, undefined],
        ['development telemetry', 20, undefined, undefined],
        ['a', '1', 'shop', 'production'],
      ],
    );
  });

  for (const [text, warning] of wrong) {
    it(warning, () => assert.deepEqual(readBudgetFile('b.yaml', text).warnings, [warning]));
  }
});
