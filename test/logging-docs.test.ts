import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { levels } from '@spanwise/logging';
import { aliases, settingsTable } from '@spanwise/settings';
import { preloadFile } from './support/program.ts';

const page = readFileSync(new URL('../docs/logging.md', import.meta.url), 'utf8');
const root = fileURLToPath(new URL('..', import.meta.url));

function block(language: string): string {
  return new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(page)![1]!;
}

describe('docs/logging.md', () => {
  it('its program writes what the page says', () => {
    const file = `${root}test/logging/docs-${process.pid}.mjs`;
    writeFileSync(file, block('js'));
    try {
      const env = { PATH: process.env.PATH, OTEL_SERVICE_NAME: 'shop', SPANWISE_LOG_OUTPUTS: 'stdout' };
      const options = { encoding: 'utf8', env: { ...env, OTEL_METRICS_EXPORTER: 'none' } } as const;
      const output = execFileSync(process.execPath, ['--import', preloadFile, file], options);
      const [first, second] = output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line));
      const shown = JSON.parse(block('json'));
      assert.deepEqual(Object.keys(first), Object.keys(shown));
      const changing = { '@timestamp': '', 'user.hash': '' };
      assert.deepEqual({ ...first, ...changing }, { ...shown, ...changing });
      assert.deepEqual([second['error.type'], second['log.category']], ['TypeError', 'error']);
    } finally {
      rmSync(file);
    }
  });

  it('its settings, levels and queries exist', () => {
    const names = [
      ...settingsTable.flatMap(({ settings }) => Object.keys(settings)),
      ...aliases.map(({ name }) => name),
    ];
    for (const [name] of page.matchAll(/\b(SPANWISE|OTEL|LOG)_[A-Z_]+\b/g)) assert.ok(names.includes(name), name);
    for (const level of Object.keys(levels)) assert.ok(page.includes(`\`${level}\``), level);
    const folder = `${root}collector-config/servers/elasticsearch/_scripts`;
    const ids = new Set([...page.matchAll(/spanwise-logs-[a-z-]+/g)].map(([id]) => id));
    assert.deepEqual(
      [...ids].sort(),
      readdirSync(folder).map((file) => file.replace('.json', '')),
    );
    const slow = JSON.parse(readFileSync(`${root}collector-config/servers/cloudwatch/slow-requests.json`, 'utf8'));
    assert.equal(`${slow.queryString}\n`, block('sql'));
    for (const [, link] of page.matchAll(/\]\((?!http|#)([^)#]+)/g)) {
      assert.ok(existsSync(new URL(link!, new URL('../docs/logging.md', import.meta.url))), link);
    }
  });
});
