import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { runProgram } from './support/program.ts';

const root = mkdtempSync(join(tmpdir(), 'spanwise-optional-'));
after(() => rmSync(root, { recursive: true }));

const library = {
  'node_modules/sequelize/package.json': '{"version":"6.37.0"}',
  'node_modules/sequelize/index.js': 'exports.Sequelize = class { query() { return "answer"; } };',
  'program/app.cjs': "console.log(new (require('sequelize').Sequelize)().query());",
};
const folder = 'node_modules/@opentelemetry/instrumentation-sequelize';
const broken = { [`${folder}/index.js`]: "throw new Error('broken on purpose');" };
const line =
  "[spanwise] the instrumentation 'sequelize' could not be loaded and is switched off: broken on purpose. " +
  'OTEL_NODE_DISABLED_INSTRUMENTATIONS=sequelize keeps this line away.\n';

/** The real packages are run by the comparison of the engines. */
const cases: { name: string; files: Record<string, string>; env?: Record<string, string>; stderr: string }[] = [
  { name: 'its package is not installed: nothing happens', files: library, stderr: '' },
  {
    name: 'its package is found from the program, and throws: one line',
    files: { ...library, ...broken },
    stderr: line,
  },
  {
    name: 'it is switched off: its package is not loaded',
    files: { ...library, ...broken },
    env: { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'sequelize' },
    stderr: '',
  },
];

describe('an instrumentation that the program installs', () => {
  for (const [index, { name, files, env = {}, stderr }] of cases.entries()) {
    const cwd = join(root, `${index}`);
    before(() => {
      for (const [path, text] of Object.entries(files)) {
        const file = join(cwd, path);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    });
    for (const SPANWISE_ENGINE of ['native', 'upstream']) {
      it(`${SPANWISE_ENGINE}: ${name}`, async () => {
        const ended = await runProgram(join(cwd, 'program/app.cjs'), {
          cwd: tmpdir(),
          env: { SPANWISE_ENGINE, OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', ...env },
        });
        assert.deepEqual([ended.code, ended.stdout, ended.stderr], [0, 'answer\n', stderr]);
      });
    }
  }
});
