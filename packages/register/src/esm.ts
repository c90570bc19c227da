import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Lets instrumentations reach what the program loads with `import`. The hooks slow every import down a little, so they
 * are registered only for programs that have ES modules: when the entry is one, or at the first `import()`.
 *
 * Node.js 22.22.3, 24.11.1 and newer get hooks in the thread of the program (`module.registerHooks`); older 22 and 24
 * get the hooks thread of `module.register`, which costs start-up time (about 50 ms).
 *
 * @param names modules that have an instrumentation, as they are imported: `express`, `http`
 */
export function hookEsm(names: ReadonlySet<string>): void {
  if (isEsmProgram(process.argv[1], process.execArgv)) registerHooks(names);
  else subscribe('tracing:module.import:start', onFirstImport);

  function onFirstImport(): void {
    unsubscribe('tracing:module.import:start', onFirstImport);
    registerHooks(names);
  }
}

function registerHooks(names: ReadonlySet<string>): void {
  const { supportsSyncHooks } = require('import-in-the-middle/supports-sync-hooks.mjs');
  if (supportsSyncHooks()) {
    const { register } = require('import-in-the-middle/register-hooks.mjs');
    register({ shouldInclude: (url: string, specifier: string) => isTarget(names, url, specifier) });
  } else {
    const packages = [...names].filter((name) => !nodeModule.isBuiltin(name)).map(escapeForRegExp);
    const internals = new RegExp(`/node_modules/(?:${packages.join('|')})/(?!.*/node_modules/)`);
    nodeModule.register('import-in-the-middle/hook.mjs', pathToFileURL(__filename), {
      data: { include: [...names, internals] },
    });
  }
}

/** True for a built-in module or a file of a package that has an instrumentation, in any layout of node_modules. */
function isTarget(names: ReadonlySet<string>, url: string, specifier: string): boolean {
  if (url.startsWith('node:')) return names.has(url.slice(5)) || names.has(specifier);
  const start = url.lastIndexOf('/node_modules/');
  if (start === -1) return names.has(specifier);
  const [first, second] = url.slice(start + '/node_modules/'.length).split('/', 2);
  return names.has(first!.startsWith('@') ? `${first}/${second}` : first!);
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/**
 * Guesses how Node.js will load the entry, by the rules of https://nodejs.org/api/packages.html#determining-module-system.
 * A wrong yes costs a little time, a wrong no is made good at the first `import()`.
 */
export function isEsmProgram(entry: string | undefined, execArgv: readonly string[]): boolean {
  if (execArgv.some((flag) => /^--(experimental-default|input)-type=module/.test(flag))) return true;
  const evaluated = (process as { _eval?: string })._eval;
  if (evaluated !== undefined) return hasEsmSyntax(evaluated);
  if (entry === undefined) return false;
  switch (extname(entry)) {
    case '.mjs':
    case '.mts':
      return true;
    case '.cjs':
    case '.cts':
      return false;
  }
  try {
    const file = nodeModule.createRequire(pathToFileURL(join(process.cwd(), 'entry'))).resolve(entry);
    const type = packageType(dirname(file));
    return type === undefined ? hasEsmSyntax(readFileSync(file, 'utf8')) : type === 'module';
  } catch {
    // What is wrong with the entry is for Node.js to say.
    return false;
  }
}

function packageType(folder: string): string | undefined {
  // The folder itself when there is no package.json above it.
  const file = nodeModule.findPackageJSON('.', pathToFileURL(join(folder, 'entry')));
  if (!file?.endsWith('package.json')) return undefined;
  return JSON.parse(readFileSync(file, 'utf8')).type;
}

/** What Node.js calls syntax detection, by sight: enough to choose, not to parse. */
function hasEsmSyntax(source: string): boolean {
  return (
    /^\s*import(?:\s+[\w$]|\s*[{*'"])/m.test(source) ||
    /^\s*export(?:\s+(?:default|const|let|var|class|function|async)\b|\s*[{*])/m.test(source) ||
    /\bimport\.meta\b/.test(source)
  );
}
