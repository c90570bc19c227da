import { readFileSync } from 'node:fs';
import type { UserConfig } from 'tsdown';

const node = 'node22.15';

/**
 * Modules are strict; what is made of them as CommonJS is only if it says so. It is not the same program without, nor as
 * fast: sloppy functions alias their `arguments`, which V8 hands on in C++.
 */
const strict = { outputOptions: { strict: true } };

/** A library: one entry, or more under names of their own, ESM and CommonJS, with types. */
function library(name: string, ...entries: string[]): UserConfig {
  return {
    cwd: `packages/${name}`,
    entry: ['src/index.ts', ...entries],
    format: ['esm', 'cjs'],
    target: node,
    dts: true,
    fixedExtension: false,
    logLevel: 'warn',
    ...strict,
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
    ...strict,
    external: [/^\.\/[a-z-]+\.cjs$/],
    inputOptions: { resolve: { conditionNames: ['@spanwise/source', 'node', 'import', 'default'] } },
  };
}

/** Leaves out of the tables what only the documentation reads: every program that starts would parse it. */
const withoutTexts = {
  name: 'without-texts',
  transform: {
    filter: { id: /(settings\/src\/[-a-z]+|instrumentation\/src\/table)\.ts$/ },
    handler: (code: string): string =>
      code.replace(/^ *(about|library|link|records|title|unset):\s*('.*'|".*"|`[^`]*`),\n/gm, ''),
  },
};

/** Writes the licences of the packages that are inside of what is built, as they ask for. */
const withLicenses = {
  name: 'with-licenses',
  generateBundle(this: { emitFile(file: object): void }, _options: unknown, bundle: Record<string, object>): void {
    const folders = new Set<string>();
    for (const chunk of Object.values(bundle)) {
      for (const id of Object.keys('modules' in chunk ? (chunk.modules as object) : {})) {
        const folder = /^.*\/node_modules\/(@[^/]+\/)?[^/]+(?=\/)/.exec(id)?.[0];
        if (folder !== undefined) folders.add(folder);
      }
    }
    const texts = [...folders].sort().map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      return `${name} ${version} (${license})\n\n${readFileSync(`${folder}/LICENSE`, 'utf8')}`;
    });
    this.emitFile({
      type: 'asset',
      fileName: 'THIRD-PARTY-LICENSES.txt',
      source: texts.join(`\n${'-'.repeat(80)}\n\n`),
    });
  },
};

/**
 * What parts of the preload take from each other they take once. The bundler has a getter for each name, which is called at
 * each use: a tenth of what a request costs.
 */
const withConstants = {
  name: 'with-constants',
  generateBundle(_options: unknown, bundle: Record<string, { code?: string }>): void {
    for (const [name, file] of Object.entries(bundle)) {
      const code = file.code?.replaceAll(/=(require\("\.\/(?:engine|telemetry)-[\w-]+\.cjs"\))/g, '={...$1}');
      if (name.startsWith('telemetry-') && code === file.code) throw new Error(`${name} takes nothing of the engine`);
      file.code = code;
    }
  },
};

/** The worker that delivers at the end of a process: one file that needs nothing but Node.js, beside what starts it. */
function exitWorker(name: string): UserConfig {
  return {
    cwd: `packages/${name}`,
    entry: { 'exit-worker': '../otlp/src/exit-worker.ts' },
    format: 'cjs',
    target: node,
    dts: false,
    minify: true,
    clean: false,
    fixedExtension: true,
    logLevel: 'error',
    ...strict,
  };
}

const packages: UserConfig[] = [
  library('settings', 'src/yaml-reader.ts'),
  library('semconv'),
  library('cost'),
  library('otlp'),
  exitWorker('otlp'),
  library('trace', 'src/context.ts', 'src/context-manager.ts'),
  library('instrumentation', 'src/telemetry.ts'),
  library('sampling', 'src/rules-file.ts'),
  library('logging', 'src/preload.ts', 'src/redaction.ts', 'src/redaction-rules.ts'),
  // The preload's entry: parsed by every Node.js that NODE_OPTIONS reaches, also by one too old for us.
  { ...preload({ index: 'src/index.ts' }), target: 'es2015' },
  {
    ...preload({
      preload: 'src/preload.ts',
      cost: 'src/cost.ts',
      'cost-files': 'src/cost-files.ts',
      logging: 'src/logging.ts',
      logs: 'src/logs.ts',
      metrics: 'src/metrics.ts',
      sampler: 'src/sampler.ts',
      'sampling-rules': 'src/sampling-rules.ts',
      telemetry: 'src/telemetry.ts',
      redaction: 'src/redaction.ts',
      'redaction-rules': 'src/redaction-rules.ts',
      sender: 'src/sender.ts',
      resource: 'src/resource.ts',
      'console-spans': 'src/console-spans.ts',
      prometheus: 'src/prometheus.ts',
      upstream: 'src/upstream.ts',
      adot: 'src/adot.ts',
      'propagation-only': 'src/propagation-only.ts',
    }),
    clean: false,
    minify: true,
    plugins: [withoutTexts, withLicenses, withConstants],
    noExternal: [
      /^@opentelemetry\/(api|core|otlp-transformer|resources|sdk-logs|sdk-metrics|sdk-trace|semantic-conventions)(\/|$)/,
      /^yaml$/,
    ],
    outputOptions: {
      ...strict.outputOptions,
      codeSplitting: {
        groups: [
          { name: 'engine', test: /register\/src\/preload\.ts$|rolldown.runtime/ },
          { name: 'telemetry', test: /register\/src\/telemetry\.ts$/ },
        ],
      },
    },
  },
  exitWorker('register'),
  {
    cwd: 'packages/cli',
    entry: ['src/index.ts', 'src/bin.ts'],
    format: 'esm',
    target: node,
    dts: true,
    fixedExtension: false,
    logLevel: 'warn',
    inputOptions: { resolve: { conditionNames: ['@spanwise/source', 'node', 'import', 'default'] } },
    copy: [{ from: '../../collector-config', to: 'dist' }],
  },
];

export default packages;
