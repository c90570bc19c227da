import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';

/**
 * Lets upstream's instrumentations reach what the program loads with `import`.
 *
 * Node.js 22.22.3, 24.11.1 and newer get hooks in the thread of the program (`module.registerHooks`); older 22 and 24
 * get the hooks thread of `module.register`, which costs start-up time (about 50 ms).
 *
 * @param names modules that have an instrumentation, as they are imported: `express`, `http`
 */
export function hookUpstreamEsm(names: ReadonlySet<string>): void {
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
