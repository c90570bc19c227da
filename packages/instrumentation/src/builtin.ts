import { isBuiltin, syncBuiltinESMExports } from 'node:module';
import type { LazyTargets } from './lazy.ts';

/**
 * Patches the modules of Node.js that have an instrumentation, now: the program or another preload may hold them
 * already, and they pass no hook.
 */
export function patchBuiltins(lazy: LazyTargets): void {
  let isPatched = false;
  for (const name of lazy.modules()) {
    if (!isBuiltin(name)) continue;
    const targets = lazy.targets(name, undefined);
    if (targets.length === 0) continue;
    lazy.patch(targets, process.getBuiltinModule(name), undefined);
    isPatched = true;
  }
  if (isPatched) syncBuiltinESMExports();
}
