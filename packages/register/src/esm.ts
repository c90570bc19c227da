import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import * as nodeModule from 'node:module';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Calls `hook` when the program turns out to have ES modules: now when its entry is one, or else at the first
 * `import()`. Hooks for ES modules slow every import down a little, so other programs go without.
 */
export function whenEsm(hook: () => void): void {
  if (isEsmProgram(process.argv[1], process.execArgv)) hook();
  else subscribe('tracing:module.import:start', onFirstImport);

  function onFirstImport(): void {
    unsubscribe('tracing:module.import:start', onFirstImport);
    hook();
  }
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
