import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { installNodes } from './support/nodes.ts';

// `pnpm test` runs everything; `pnpm test exit` runs the test files whose path contains "exit".
installNodes();
const patterns = process.argv.slice(2).map((part) => `{packages/*/src,test,examples/*}/**/*${part}*.test.ts`);
const all = ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'examples/*/**/*.test.ts'];
const runner = spawn(
  process.execPath,
  [
    '--conditions=@spanwise/source',
    '--test',
    // Most tests wait for child processes, so a few more run than there are cores.
    `--test-concurrency=${availableParallelism() + 1}`,
    ...(patterns.length > 0 ? patterns : all),
  ],
  { stdio: 'inherit' },
);
runner.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal ? 1 : 0);
});
