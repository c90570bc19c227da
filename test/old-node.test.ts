import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { installNodes, nodeBinary, oldNodeVersions } from './support/nodes.ts';
import { fixture, runProgram } from './support/program.ts';

installNodes();

describe('Node.js that is too old', () => {
  for (const version of oldNodeVersions) {
    it(`${version}: one line, and the program runs`, async () => {
      const ended = await runProgram(fixture('plain.cjs'), { node: nodeBinary(version) });
      assert.deepEqual(
        { code: ended.code, stdout: ended.stdout, stderr: ended.stderr },
        {
          code: 4,
          stdout: 'plain\n',
          stderr: `[spanwise] Node.js ${version} is too old: Spanwise needs 22.15 or newer. The program runs without telemetry.\n`,
        },
      );
    });
  }
});
