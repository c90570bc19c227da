import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { it } from 'node:test';
import { parse } from 'yaml';
import { configFolder } from './servers/collector.ts';
import { builtComponents, type ComponentClass } from './servers/components.ts';

it('the list of the contrib image has the names that modules of its version have', async () => {
  const text = readFileSync(join(configFolder, 'distribution/components.yaml'), 'utf8');
  const list = parse(text) as Record<ComponentClass, string[]>;
  for (const [kind, names] of Object.entries(await builtComponents()) as [ComponentClass, string[]][]) {
    // Only for collectors that people build themselves.
    const unlisted = names.filter((name) => !list[kind].includes(name) && name !== 'healthcheckv2');
    assert.deepEqual(unlisted, [], kind);
  }
});
