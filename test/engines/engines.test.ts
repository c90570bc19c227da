import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, accepts } from './accepted.ts';
import { describeDifference, differences } from './differences.ts';
import { programs } from './programs.ts';
import { run } from './run.ts';

const shown = new Set<string>();

describe('the engine native does what upstream does', { concurrency: 2 }, () => {
  for (const { file, environments = [{}], leaveOut = [], exit = 0 } of programs) {
    for (const env of environments) {
      it(`${file} ${JSON.stringify(env)}`, async () => {
        const [upstream, native] = await Promise.all([
          run(file, 'upstream', env, leaveOut),
          run(file, 'native', env, leaveOut),
        ]);
        const unexpected = differences(file, { upstream, native }).filter((difference) => {
          const row = accepted.find((candidate) => accepts(candidate, difference));
          if (row !== undefined) shown.add(`${row.what} in ${file}`);
          return row === undefined;
        });
        assert.equal(unexpected.map(describeDifference).join('\n'), '');
        assert.equal(upstream.get('exit'), `${exit}`);
      });
    }
  }
});

describe('every accepted difference shows', () => {
  for (const { what, programs: files } of accepted) {
    for (const file of files) it(`${what} in ${file}`, () => assert.ok(shown.has(`${what} in ${file}`)));
  }
});
