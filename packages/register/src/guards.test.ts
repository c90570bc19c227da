import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ProcessLike, reasonToStayAway } from './guards.ts';

const app: ProcessLike = { versions: { node: '24.21.0' }, argv: ['node', '/app/server.js'], execArgv: [], env: {} };
const tooOld = /^Node\.js \S+ is too old: Spanwise needs 22\.15 or newer/;

const rows: [what: string, program: Partial<ProcessLike>, expected: undefined | '' | RegExp][] = [
  ['a program', {}, undefined],
  ['no script', { argv: ['node'] }, undefined],
  ['npm', { argv: ['node', '/usr/lib/node_modules/npm/bin/npm-cli.js'] }, ''],
  ['npx', { argv: ['node', '/usr/bin/npx'] }, ''],
  ['npm on Windows', { argv: ['node.exe', 'C:\\nodejs\\node_modules\\npm\\bin\\npm-cli.js'] }, ''],
  ['pnpm', { argv: ['node', '/opt/pnpm/bin/pnpm.cjs'] }, ''],
  ['yarn berry', { argv: ['node', '/app/.yarn/releases/yarn-4.9.1.cjs'] }, ''],
  ['corepack', { argv: ['node', '/usr/lib/node_modules/corepack/dist/corepack.js'] }, ''],
  ['a program whose name begins like one', { argv: ['node', '/app/npm-registry.js'] }, undefined],
  ['the runner of node --test', { execArgv: ['--test'] }, ''],
  ['node --test in one process', { execArgv: ['--test', '--test-isolation=none'] }, undefined],
  ['the watcher of node --watch', { execArgv: ['--watch'] }, ''],
  ['the program under node --watch', { execArgv: ['--watch'], env: { WATCH_REPORT_DEPENDENCIES: '1' } }, undefined],
  ['Node.js 22.15', { versions: { node: '22.15.0' } }, undefined],
  ['Node.js 22.14', { versions: { node: '22.14.0' } }, tooOld],
  ['Node.js 20', { versions: { node: '20.20.2' } }, tooOld],
  ['Node.js 8', { versions: { node: '8.17.0' } }, tooOld],
  ['npm on an old Node.js', { versions: { node: '18.0.0' }, argv: ['node', '/usr/bin/npm'] }, ''],
  ['a nightly', { versions: { node: '27.0.0-nightly20261101' } }, undefined],
];

describe('reasonToStayAway', () => {
  for (const [what, program, expected] of rows) {
    it(what, () => {
      const reason = reasonToStayAway({ ...app, ...program });
      if (expected instanceof RegExp) assert.match(reason ?? '', expected);
      else assert.equal(reason, expected);
    });
  }
});
