import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { accepted, accepts } from './accepted.ts';
import { describeDifference, differences } from './differences.ts';
import { type Program, programs } from './programs.ts';
import { run } from './run.ts';
import { whyMissing } from './servers.ts';

const shown = new Set<string>();

describe('the engine native does what upstream does', { concurrency: 2 }, () => {
  for (const program of programs) {
    const { file, environments = [{}], exit = 0 } = program;
    for (const env of environments) {
      it(`${file} ${JSON.stringify(env)}`, { skip: skipped(program) }, async () => {
        const [upstream, native] = await Promise.all([run(program, 'upstream', env), run(program, 'native', env)]);
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
    for (const file of files) {
      const skip = skipped(programs.find((program) => program.file === file)!);
      it(`${what} in ${file}`, { skip }, () => assert.ok(shown.has(`${what} in ${file}`)));
    }
  }
});

function skipped({ server }: Program): string | false {
  return (server !== undefined && whyMissing(server)) || false;
}
