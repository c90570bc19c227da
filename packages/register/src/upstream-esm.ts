import * as nodeModule from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Instrumentation } from '@opentelemetry/instrumentation';

/**
 * Lets upstream's instrumentations reach what the program loads with `import`.
 *
 * Node.js 22.22.3, 24.11.1 and newer get hooks in the thread of the program (`module.registerHooks`); older 22 and 24
 * get the hooks thread of `module.register`, which costs start-up time (about 50 ms).
 *
 * @param from the file whose `import-in-the-middle` the instrumentations share; ours by default
 */
export function hookUpstreamEsm(instrumentations: readonly Instrumentation[], from: string = __filename): void {
  const names = targetModules(instrumentations);
  const load = nodeModule.createRequire(from);
  const { supportsSyncHooks } = load('import-in-the-middle/supports-sync-hooks.mjs');
  if (supportsSyncHooks()) {
    const { register } = load('import-in-the-middle/register-hooks.mjs');
    register({ shouldInclude: (url: string, specifier: string) => isTarget(names, url, specifier) });
  } else {
    const packages = [...names].filter((name) => !nodeModule.isBuiltin(name)).map(escapeForRegExp);
    const internals = new RegExp(`/node_modules/(?:${packages.join('|')})/(?!.*/node_modules/)`);
    nodeModule.register('import-in-the-middle/hook.mjs', pathToFileURL(from), {
      data: { include: [...names, internals] },
    });
  }
}

/** The modules that the instrumentations patch, by the name they are imported with. */
function targetModules(instrumentations: readonly Instrumentation[]): Set<string> {
  const names = new Set<string>();
  for (const instrumentation of instrumentations) {
    // InstrumentationBase does not publish its definitions.
    const { _modules = [] } = instrumentation as { _modules?: { name: string }[] };
    for (const { name } of _modules) names.add(name);
  }
  return names;
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
