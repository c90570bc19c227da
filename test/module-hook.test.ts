import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { installNodes, nodeBinary, nodeVersions } from './support/nodes.ts';
import { fixture, runProgram } from './support/program.ts';

installNodes();

const nodes: Record<string, string> = {
  [process.versions.node]: process.execPath,
  ...Object.fromEntries(nodeVersions.map((version) => [version, nodeBinary(version)])),
};
const root = realpathSync(mkdtempSync(join(tmpdir(), 'spanwise-hook-')));
after(() => rmSync(root, { recursive: true }));

/** Files by their paths; `{ link }` is a symbolic link to a folder. */
type Files = Readonly<Record<string, string | { link: string }>>;

interface Case {
  name: string;
  files: Files;
  /** The file to run; `app.cjs` by default. */
  entry?: string;
  flags?: string[];
  env?: Record<string, string>;
  /** What it prints, a line each. */
  prints: string[];
}

const manifest = (fields: object): string => JSON.stringify({ name: 'greeter', version: '1.2.3', ...fields });
const greet = "exports.greet = (name) => 'hello ' + name;";
const greetEsm = "export const greet = (name) => 'hello ' + name;";

/** A CommonJS package with an inner file, in a folder. */
function cjs(folder: string, fields: object = {}): Files {
  return {
    [`${folder}/package.json`]: manifest({ main: 'index.js', ...fields }),
    [`${folder}/index.js`]: `exports.inner = require('./lib/inner.js'); ${greet}`,
    [`${folder}/lib/inner.js`]: greet,
  };
}

const greeter = cjs('node_modules/greeter');
const print = (...expressions: string[]): string => expressions.map((each) => `console.log(${each});`).join('\n');
const both = ['hello a!', 'hello b!', 'inner 1.2.3,greeter 1.2.3'];
const printBoth = print("greeter.greet('a')", "greeter.inner.greet('b')", 'seen.join()');

const cases: Case[] = [
  {
    name: 'require: the entry and an inner file, once',
    files: {
      ...greeter,
      'app.cjs': `const greeter = require('greeter'); ${printBoth} ${print(
        "require('greeter') === greeter",
        "require('./node_modules/greeter/index.js') === greeter",
        "require('greeter/lib/inner.js') === greeter.inner",
      )}`,
    },
    prints: [...both, 'true', 'true', 'true'],
  },
  {
    name: 'createRequire',
    files: {
      ...greeter,
      'app.mjs': `import { createRequire } from 'node:module';
        const greeter = createRequire(import.meta.url)('greeter'); ${printBoth}`,
    },
    entry: 'app.mjs',
    prints: both,
  },
  {
    name: 'import of CommonJS: default, named and namespace',
    files: {
      ...greeter,
      'app.mjs': `import greeter, { greet } from 'greeter'; import * as all from 'greeter';
        ${printBoth} ${print("greet('c')", "all.greet('d')", 'all.default === greeter')}`,
    },
    entry: 'app.mjs',
    prints: [...both, 'hello c!', 'hello d!', 'true'],
  },
  {
    name: 'import of CommonJS without hooks for ES modules',
    files: { ...greeter, 'app.mjs': `import greeter from 'greeter'; ${printBoth}` },
    entry: 'app.mjs',
    env: { HOOK_IMPORT: 'no' },
    prints: both,
  },
  {
    name: 'exports that are replaced, by require and by import',
    files: {
      'node_modules/replaced-greeter/package.json': manifest({ name: 'replaced-greeter' }),
      'node_modules/replaced-greeter/index.js': "module.exports = (name) => 'hello ' + name;",
      'app.mjs': `import greet from 'replaced-greeter'; import { createRequire } from 'node:module';
        ${print("greet('a')", "createRequire(import.meta.url)('replaced-greeter') === greet")}`,
    },
    entry: 'app.mjs',
    prints: ['hello a!', 'true'],
  },
  {
    name: 'an ES module, and one that replaces its default',
    files: {
      'node_modules/greeter/package.json': manifest({ type: 'module', exports: './index.js' }),
      'node_modules/greeter/index.js': `import { name } from './other.js'; ${greetEsm} export const other = name;`,
      'node_modules/greeter/other.js': "export const name = 'other';",
      'node_modules/replaced-greeter/package.json': manifest({
        name: 'replaced-greeter',
        type: 'module',
        exports: './i.js',
      }),
      'node_modules/replaced-greeter/i.js': "export default (name) => 'hello ' + name;",
      'app.mjs': `import { greet, other } from 'greeter'; import replaced from 'replaced-greeter';
        ${print("greet('a')", 'other', "replaced('b')", "(await import('greeter')).greet('c')", 'seen.join()')}`,
    },
    entry: 'app.mjs',
    prints: ['hello a!', 'other', 'hello b!', 'hello c!', 'greeter 1.2.3'],
  },
  {
    name: 'an ES module that only wraps CommonJS is patched once',
    files: {
      ...greeter,
      'node_modules/greeter/package.json': manifest({ exports: { import: './wrapper.mjs', default: './index.js' } }),
      'node_modules/greeter/wrapper.mjs':
        "import greeter from './index.js'; export default greeter; export const greet = greeter.greet;",
      'app.mjs': `import greeter, { greet } from 'greeter'; ${printBoth} ${print("greet('c')")}`,
    },
    entry: 'app.mjs',
    prints: [...both, 'hello c!'],
  },
  {
    name: 'a dual package, used both ways',
    files: {
      'node_modules/greeter/package.json': manifest({ exports: { import: './index.mjs', default: './index.js' } }),
      'node_modules/greeter/index.js': greet,
      'node_modules/greeter/index.mjs': greetEsm,
      'app.mjs': `import { greet } from 'greeter'; import { createRequire } from 'node:module';
        ${print("greet('a')", "createRequire(import.meta.url)('greeter').greet('b')")}`,
    },
    entry: 'app.mjs',
    prints: ['hello a!', 'hello b!'],
  },
  {
    name: 'require of an ES module',
    files: {
      'node_modules/greeter/package.json': manifest({ type: 'module', exports: './index.js' }),
      'node_modules/greeter/index.js': greetEsm,
      'app.cjs': `const { greet } = require('greeter'); ${print("greet('a')", "require('greeter').greet === greet")}`,
    },
    prints: ['hello a!', 'true'],
  },
  {
    name: 'module-sync: one file for require and import',
    files: {
      'node_modules/greeter/package.json': manifest({
        exports: { 'module-sync': './index.mjs', default: './index.cjs' },
      }),
      'node_modules/greeter/index.mjs': greetEsm,
      'node_modules/greeter/index.cjs': "exports.greet = () => 'the other file';",
      'app.mjs': `import { greet } from 'greeter'; import { createRequire } from 'node:module';
        ${print("greet('a')", "createRequire(import.meta.url)('greeter').greet('b')")}`,
    },
    entry: 'app.mjs',
    prints: ['hello a!', 'hello b!'],
  },
  {
    name: 'live bindings of what is no target',
    files: {
      'node_modules/counter/package.json': manifest({ name: 'counter', type: 'module', exports: './index.js' }),
      'node_modules/counter/index.js': 'export let count = 0; export const increment = () => { count += 1; };',
      'app.mjs': `import { count, increment } from 'counter'; increment(); ${print('count')}`,
    },
    entry: 'app.mjs',
    prints: ['1'],
  },
  {
    name: 'versions side by side, one of them not supported',
    files: {
      ...greeter,
      ...cjs('node_modules/other/node_modules/greeter', { version: '2.0.0' }),
      'node_modules/other/index.js': "module.exports = require('greeter');",
      ...cjs('node_modules/newer/node_modules/greeter', { version: '3.0.0' }),
      'node_modules/newer/index.js': "module.exports = require('greeter');",
      'app.cjs': print(
        "require('greeter').greet('a')",
        "require('other').greet('b')",
        "require('newer').greet('c')",
        'seen.join()',
      ),
    },
    prints: ['hello a!', 'hello b!', 'hello c', 'inner 1.2.3,greeter 1.2.3,inner 2.0.0,greeter 2.0.0'],
  },
  {
    name: 'the layout of pnpm, with a scope',
    files: {
      ...cjs('node_modules/.pnpm/@scope+greeter@1.2.3/node_modules/@scope/greeter', { name: '@scope/greeter' }),
      'node_modules/@scope/greeter': { link: '../.pnpm/@scope+greeter@1.2.3/node_modules/@scope/greeter' },
      'app.cjs': print("require('@scope/greeter').greet('a')", 'seen.join()'),
    },
    prints: ['hello a!', '@scope/greeter 1.2.3'],
  },
  ...['app.cjs', 'app.mjs'].map(
    (entry): Case => ({
      name: `a link to a folder outside node_modules, ${entry}`,
      files: {
        ...cjs('vendor/greeter'),
        'node_modules/greeter': { link: '../vendor/greeter' },
        'app.cjs': `const greeter = require('greeter'); ${printBoth}`,
        'app.mjs': `import greeter from 'greeter'; ${printBoth}`,
      },
      entry,
      // The inner file is loaded by a file that nobody has loaded yet by the package's name.
      prints: both,
    }),
  ),
  {
    name: 'a link with --preserve-symlinks',
    files: {
      ...cjs('vendor/greeter'),
      'node_modules/greeter': { link: '../vendor/greeter' },
      'app.cjs': `const greeter = require('greeter'); ${printBoth}`,
    },
    flags: ['--preserve-symlinks'],
    prints: both,
  },
  {
    name: 'a program of the same name is no library',
    files: {
      ...cjs('.', { main: 'index.js' }),
      'app.cjs': print("require('./index.js').greet('a')", "require('./lib/inner.js').greet('b')", 'seen.length'),
    },
    prints: ['hello a', 'hello b', '0'],
  },
  {
    name: 'modules in a circle',
    files: {
      'node_modules/greeter/package.json': manifest({ main: 'index.js' }),
      'node_modules/greeter/index.js': `${greet} exports.plugin = require('greeter-plugin');`,
      'node_modules/greeter-plugin/index.js': "const g = require('greeter'); exports.greet = (name) => g.greet(name);",
      'app.cjs': print("require('greeter').plugin.greet('a')", 'seen.join()'),
    },
    prints: ['hello a!', 'greeter 1.2.3'],
  },
  {
    name: 'an instrumentation that throws is switched off, alone',
    files: {
      ...greeter,
      'node_modules/broken-greeter/package.json': manifest({ name: 'broken-greeter' }),
      'node_modules/broken-greeter/index.js': greet,
      'node_modules/unloadable-greeter/package.json': manifest({ name: 'unloadable-greeter' }),
      'node_modules/unloadable-greeter/index.js': greet,
      'app.cjs': print(
        "require('broken-greeter').greet('a')",
        "require('unloadable-greeter').greet('b')",
        "require('greeter').greet('c')",
      ),
    },
    prints: [
      "report: the instrumentation 'broken' failed to patch broken-greeter 1.2.3 and is switched off: no such function. OTEL_NODE_DISABLED_INSTRUMENTATIONS=broken keeps this line away.",
      'hello a',
      "report: the instrumentation 'unloadable' could not be loaded and is switched off: Cannot find module 'instrumentation'. OTEL_NODE_DISABLED_INSTRUMENTATIONS=unloadable keeps this line away.",
      'hello b',
      'hello c!',
    ],
  },
  {
    name: 'nothing of ours in the stack traces of other modules',
    files: {
      'node_modules/thrower/index.js': "exports.stack = new Error('x').stack;",
      'app.cjs': print("/instrumentation|greeter/.test(require('thrower').stack)"),
    },
    prints: ['false'],
  },
  {
    name: 'tools that replace _compile: of one module, and of all',
    files: {
      ...greeter,
      'node_modules/upper/index.js': "exports.greet = (name) => 'hello ' + name;",
      'app.cjs': `const Module = require('node:module');
        const load = Module._extensions['.js'];
        Module._extensions['.js'] = (module, filename) => {
          const compile = module._compile;
          module._compile = function (code, name) {
            module._compile = compile;
            module._compile(code.replaceAll('hello', 'good day'), name);
          };
          load(module, filename);
        };
        const compile = Module.prototype._compile;
        Module.prototype._compile = function (code, ...rest) {
          return compile.call(this, code.replaceAll('day', 'evening'), ...rest);
        };
        ${print("require('greeter').greet('a')", "require('upper').greet('b')", "Object.keys(new Module('x')).includes('_compile')")}`,
    },
    prints: ['good evening a!', 'good evening b', 'false'],
  },
];

function lay(folder: string, files: Files): void {
  for (const [name, content] of Object.entries(files)) {
    const path = join(folder, name);
    mkdirSync(dirname(path), { recursive: true });
    if (typeof content === 'string') writeFileSync(path, content);
    else symlinkSync(content.link, path, 'junction');
  }
}

describe('the module hook', { concurrency: 3 }, () => {
  for (const [index, { name, files, entry = 'app.cjs', flags = [], env = {}, prints }] of cases.entries()) {
    const folder = join(root, String(index));
    lay(folder, files);
    for (const [version, node] of Object.entries(nodes)) {
      for (const preload of ['--require', '--import']) {
        it(`Node.js ${version}, ${preload}: ${name}`, async () => {
          const ended = await runProgram(join(folder, entry), {
            node,
            preload: 'none',
            flags: [preload, fixture('hook-greeter.cjs'), ...flags],
            env,
            cwd: folder,
          });
          assert.deepEqual(
            { code: ended.code, stdout: ended.stdout.split('\n').slice(0, -1), stderr: ended.stderr },
            { code: 0, stdout: prints, stderr: '' },
          );
        });
      }
    }
  }
});
