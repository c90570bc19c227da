import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as cost from '@spanwise/cost';
import { readSettings } from '@spanwise/settings';

const page = readFileSync(fileURLToPath(new URL('../docs/cost.md', import.meta.url)), 'utf8');

function blocks(language: string): string[] {
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'gm'))].map(([, text]) => text!);
}

describe('docs/cost.md', () => {
  it('its prices are read, all of them', () => {
    const [prices] = blocks('yaml');
    const { book, warnings } = cost.readPriceFile('prices.yaml', prices!);
    assert.deepEqual(warnings, []);
    const { models, discounts, apis, queries, serverless, compute, egress, destinations, telemetry } = book;
    const counts = [models, discounts, apis, queries, serverless, compute, egress, destinations, telemetry];
    assert.deepEqual(
      counts.map((group) => Object.keys(group).length),
      [1, 1, 1, 4, 2, 2, 5, 2, 4],
    );
  });

  it('its budgets are read, all of them', () => {
    const { budgets, warnings } = cost.readBudgetFile('budgets.yaml', blocks('yaml')[1]!);
    assert.deepEqual([budgets.length, warnings], [6, []]);
  });

  it('its settings exist, with the values that it gives them', () => {
    const given = [...page.matchAll(/(SPANWISE_COST\w*|COST_\w+)=([^\s`]+)/g)];
    assert.ok(given.length >= 9);
    for (const [, name, value] of given) assert.deepEqual(readSettings({ [name!]: value }).warnings, [], name);
    for (const [, name] of page.matchAll(/`(SPANWISE_COST\w*)`/g)) {
      assert.doesNotThrow(() => readSettings({}).get(name as never), name);
    }
  });

  it('what it imports exists', () => {
    const imports = [...page.matchAll(/import \{([^}]+)\} from '@spanwise\/cost'/g)];
    const names = imports.flatMap(([, list]) => list!.split(',').map((name) => name.trim()));
    assert.ok(names.length >= 7);
    const mentioned = [...page.matchAll(/`(record\w+|create\w+)(?:\(|`)/g)].map(([, name]) => name!);
    const exported = new Map<string, unknown>(Object.entries(cost));
    for (const name of [...names, ...mentioned]) assert.equal(typeof exported.get(name), 'function', name);
  });

  it('its commands exist', () => {
    const commands = [...page.matchAll(/spanwise cost (\w+)/g)].map(([, name]) => name!);
    assert.deepEqual([...new Set(commands)].sort(), ['diff', 'export', 'prices', 'reconcile', 'report']);
  });
});
