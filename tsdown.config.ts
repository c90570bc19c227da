import type { UserConfig } from 'tsdown';

const node = 'node22.15';

/** A library: one entry, ESM and CommonJS, with types. */
function library(name: string): UserConfig {
  return {
    cwd: `packages/${name}`,
    entry: ['src/index.ts'],
    format: ['esm', 'cjs'],
    target: node,
    dts: true,
    fixedExtension: false,
    logLevel: 'warn',
  };
}

const packages: UserConfig[] = [
  library('settings'),
  library('otlp'),
  library('trace'),
  {
    // The preload: our own packages inside, upstream's outside; what is not needed at once is a chunk of its own.
    cwd: 'packages/register',
    entry: ['src/index.ts'],
    format: 'cjs',
    target: node,
    dts: false,
    fixedExtension: true,
    logLevel: 'warn',
    inputOptions: { resolve: { conditionNames: ['@spanwise/source', 'node', 'require', 'default'] } },
  },
  {
    cwd: 'packages/cli',
    entry: ['src/index.ts', 'src/bin.ts'],
    format: 'esm',
    target: node,
    dts: true,
    fixedExtension: false,
    logLevel: 'warn',
    inputOptions: { resolve: { conditionNames: ['@spanwise/source', 'node', 'import', 'default'] } },
  },
];

export default packages;
