import Module from 'node:module';
import { types } from 'node:util';
import { type InstalledPackages, targetsOfFile } from './installed-package.ts';
import type { LazyTargets, OwnedTarget } from './lazy.ts';

type Compile = (this: LoadingModule, content: string, filename: string, format?: string) => unknown;

/** A CommonJS module while it is loaded: what `Module` has of it beyond its types. */
interface LoadingModule extends NodeJS.Module {
  _compile: Compile;
}

/**
 * Patches CommonJS modules when they have run, before anybody gets their exports: with `require`, `createRequire`, or
 * `import`.
 *
 * `Module.prototype._compile` runs once for every file, however often it is required, and also for CommonJS that is
 * imported; what it leaves in `module.exports` is what ES modules see. It becomes a property with a getter: for a file
 * that is no target the program's own `_compile` is given back, so neither does it cost a call nor is there a line of
 * ours in its stack traces, and a tool that replaces it (ts-node, pirates) goes on working.
 */
export function hookRequire(lazy: LazyTargets, packages: InstalledPackages): void {
  const prototype = Module.prototype as unknown as LoadingModule;
  let compile = prototype._compile;

  Object.defineProperty(prototype, '_compile', {
    configurable: true,
    enumerable: true,
    get(this: LoadingModule) {
      return hasTargets(this) ? compileAndPatch : compile;
    },
    set(this: LoadingModule, value: Compile) {
      if (this === prototype) compile = value;
      else Object.defineProperty(this, '_compile', { value, configurable: true, enumerable: true, writable: true });
    },
  });

  function hasTargets(module: LoadingModule): boolean {
    // The prototype, and what is compiled from a string.
    if (!module.filename) return false;
    return targetsOf(module).length > 0;
  }

  function targetsOf(module: LoadingModule): OwnedTarget[] {
    try {
      const found = packages.find(module.filename, parentOf(module));
      return found === undefined ? [] : targetsOfFile(found, module.filename);
    } catch {
      // A package that cannot be read is left alone; whoever loads it is told by Node.js.
      return [];
    }
  }

  function compileAndPatch(this: LoadingModule, ...args: Parameters<Compile>): unknown {
    const result = compile.apply(this, args);
    const found = packages.find(this.filename, parentOf(this))!;
    const targets = targetsOfFile(found, this.filename);
    this.exports = patchCopy(this.exports, (exports) => lazy.patch(targets, exports, found.version));
    if (this.filename === found.entry) found.exports = this.exports;
    return result;
  }
}

/**
 * The exports of an ES module that was required cannot be changed: a copy is patched, and takes their place when that
 * changed more than what they hold.
 */
function patchCopy(exports: unknown, patch: (exports: unknown) => unknown): unknown {
  if (!isNamespace(exports)) return patch(exports);
  const copy: Record<string | symbol, unknown> = Object.create(null, {
    [Symbol.toStringTag]: { value: 'Module' },
  });
  Object.assign(copy, exports);
  const patched = patch(copy);
  if (patched !== copy) return patched;
  return Object.keys(copy).every((key) => copy[key] === exports[key]) ? exports : copy;
}

function isNamespace(exports: unknown): exports is Record<string, unknown> {
  return types.isModuleNamespaceObject(exports);
}

/** `module.parent` warns under this flag. */
const warnsOfParent =
  process.env.NODE_PENDING_DEPRECATION === '1' ||
  /--pending-deprecation/.test(`${process.execArgv} ${process.env.NODE_OPTIONS}`);

function parentOf(module: LoadingModule): string | undefined {
  return warnsOfParent ? undefined : (module.parent?.filename ?? undefined);
}
