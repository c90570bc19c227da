import { isBuiltin, register, registerHooks } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { errorText } from './error-text.ts';
import { type InstalledPackage, type InstalledPackages, targetsOfFile } from './installed-package.ts';
import type { LazyTargets, OwnedTarget } from './lazy.ts';

type Resolve = NonNullable<Parameters<typeof registerHooks>[0]['resolve']>;
type Load = NonNullable<Parameters<typeof registerHooks>[0]['load']>;
type Wrapped = (url: string, namespace: Record<string, unknown>, specifier: string, format: string | undefined) => void;

export interface ImportHookOptions {
  lazy: LazyTargets;
  packages: InstalledPackages;
  /** Requires parts of import-in-the-middle. */
  require: NodeJS.Require;
  /** Takes a line for the operator. */
  report(line: string): void;
}

/**
 * Patches ES modules of packages that have an instrumentation, and leaves every other module as it is: its source, its
 * live bindings, its stack traces. CommonJS that is imported is patched by the hook for CommonJS.
 *
 * A target is wrapped by import-in-the-middle, which is loaded for the first one. It works in the thread of the program;
 * where Node.js cannot do that yet, before 22.22.3 and 24.11.1, it gets the hooks thread of `module.register`.
 */
export function hookImport({ lazy, packages, require, report }: ImportHookOptions): void {
  const targets = new Set<string>();
  let isWrapping = false;
  let resolve: Resolve = (specifier, context, nextResolve) => nextResolve(specifier, context);

  registerHooks({
    resolve(specifier, context, nextResolve) {
      const result = nextResolve(specifier, context);
      if (isRequired(context.conditions) || !isTarget(specifier, result.url, result.format)) return result;
      targets.add(result.url);
      if (isWrapping) return result;
      isWrapping = true;
      try {
        startWrapping();
      } catch (error) {
        report(`ES modules are not instrumented, because what wraps them could not be loaded: ${errorText(error)}`);
        return result;
      }
      return resolve(specifier, context, nextResolve);
    },
  });

  function isTarget(specifier: string, url: string, format: string | null | undefined): boolean {
    try {
      const found = findPackage(specifier, url);
      return found !== undefined && isEsm(format) && importTargets(found, specifier, fileURLToPath(url)).length > 0;
    } catch {
      // What is wrong with the package is for Node.js to say.
      return false;
    }
  }

  function findPackage(specifier: string, url: string): InstalledPackage | undefined {
    if (!url.startsWith('file:')) return undefined;
    const isOutside = !url.includes('/node_modules/');
    if (isOutside && lazy.has(specifier) && !isBuiltin(specifier)) return packages.link(specifier, fileURLToPath(url));
    return packages.find(fileURLToPath(url), undefined);
  }

  function startWrapping(): void {
    require('import-in-the-middle').addHook(patchWrapped satisfies Wrapped);
    const { supportsSyncHooks } = require('import-in-the-middle/supports-sync-hooks.mjs');
    if (supportsSyncHooks()) {
      const { createHook } = require('import-in-the-middle/create-hook.mjs');
      const file = require.resolve('import-in-the-middle/register-hooks.mjs');
      const hook: { applyOptions(options: object): void; resolveSync: Resolve; loadSync: Load } = createHook({
        url: pathToFileURL(file).href,
      });
      hook.applyOptions({ shouldInclude: (url: string) => targets.has(url) });
      registerHooks({ resolve: hook.resolveSync, load: hook.loadSync });
      // The resolution that goes on does not pass hooks that were registered during it.
      resolve = hook.resolveSync;
      return;
    }
    register(pathToFileURL(require.resolve('import-in-the-middle/hook.mjs')), {
      data: { include: [...targets, filesOf(lazy.modules())] },
    });
  }

  function patchWrapped(...[url, namespace, specifier, format]: Parameters<Wrapped>): void {
    if (!url.startsWith('file:') || !isEsm(format)) return;
    const filename = fileURLToPath(url);
    const found = packages.find(filename, undefined);
    if (found === undefined || isFacade(namespace, found.exports)) return;
    const patched = lazy.patch(importTargets(found, specifier, filename), namespace, found.version);
    if (patched !== namespace && 'default' in namespace) namespace.default = patched;
  }
}

/** True for `require`, whose conditions are a set in Node.js 22.15. */
function isRequired(conditions: readonly string[] | ReadonlySet<string>): boolean {
  return 'has' in conditions ? conditions.has('require') : conditions.includes('require');
}

function isEsm(format: string | null | undefined): boolean {
  return format === 'module' || format === 'module-typescript';
}

/** `import` may give another file than `require`: both are what the package's name stands for. */
function importTargets(found: InstalledPackage, specifier: string, filename: string): OwnedTarget[] {
  return targetsOfFile(specifier === found.name ? { ...found, entry: filename } : found, filename);
}

/** True for an ES module that only exports what the CommonJS entry of its package holds, which is patched already. */
function isFacade(namespace: Record<string, unknown>, exports: unknown): boolean {
  if (exports === undefined || exports === null) return false;
  const held = new Set([exports, ...Object.values(exports)].filter((value) => typeof value === 'function'));
  return namespace.default === exports || Object.values(namespace).some((value) => held.has(value));
}

/** Files of these packages, in any layout of `node_modules`, as urls. */
function filesOf(modules: Iterable<string>): RegExp {
  const names = [...modules].filter((name) => !isBuiltin(name)).map(escapeForRegExp);
  return new RegExp(`/node_modules/(?:${names.join('|')})/(?!.*/node_modules/)`);
}

function escapeForRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
