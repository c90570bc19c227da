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

/** Parts of the preload: our own packages inside, upstream's outside, each part required by its file name. */
function preload(entry: Record<string, string>): UserConfig {
  return {
    cwd: 'packages/register',
    entry,
    format: 'cjs',
    target: node,
    dts: false,
    fixedExtension: true,
    logLevel: 'error',
    external: [/^\.\/[a-z-]+\.cjs$/],
    inputOptions: { resolve: { conditionNames: ['@spanwise/source', 'node', 'require', 'default'] } },
  };
}

const packages: UserConfig[] = [
  library('settings'),
  library('otlp'),
  // The worker that delivers at the end of a process: one file that needs nothing but Node.js.
  {
    cwd: 'packages/otlp',
    entry: { 'exit-worker': 'src/exit-worker.ts' },
    format: 'cjs',
    target: node,
    dts: false,
    minify: true,
    clean: false,
    fixedExtension: true,
    logLevel: 'error',
  },
  // The preload's entry: parsed by every Node.js that NODE_OPTIONS reaches, also by one too old for us.
  { ...preload({ index: 'src/index.ts' }), target: 'es2015' },
  {
    ...preload({
      preload: 'src/preload.ts',
      upstream: 'src/upstream.ts',
      'propagation-only': 'src/propagation-only.ts',
      'exit-worker': '../otlp/src/exit-worker.ts',
    }),
    clean: false,
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
