import { patchBuiltins } from './builtin.ts';
import { hookImport } from './import-hook.ts';
import { createInstalledPackages } from './installed-package.ts';
import { createLazyTargets, type LazyTargetsOptions } from './lazy.ts';
import { hookRequire } from './require-hook.ts';

export interface ModuleHookOptions extends LazyTargetsOptions {
  /** Requires parts of import-in-the-middle, when the program imports a target that is an ES module. */
  require: NodeJS.Require;
}

export interface ModuleHook {
  /** Makes an instrumentation now, whatever its modules: one that needs none, or that is wanted at the start. */
  make(name: string): void;
  /** Reaches ES modules too. For programs that have some: it slows each resolution a little. */
  hookImport(): void;
}

/**
 * Applies instrumentations to the modules that the program loads, from now on; each is made when a module that it is
 * about is loaded. Modules of Node.js are patched at once.
 */
export function hookModules({ require, ...options }: ModuleHookOptions): ModuleHook {
  const lazy = createLazyTargets(options);
  const packages = createInstalledPackages(lazy);
  patchBuiltins(lazy);
  hookRequire(lazy, packages);
  return {
    make: lazy.make,
    hookImport: () => hookImport({ lazy, packages, require, report: options.report }),
  };
}
