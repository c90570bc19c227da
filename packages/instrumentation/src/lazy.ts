import { errorText } from './error-text.ts';
import type { Instrumentation, ModuleTarget } from './instrumentation.ts';
import { isInRange } from './version-range.ts';

/** An instrumentation that is made when a module that it is about is loaded. */
export interface LazyInstrumentation {
  name: string;
  /** The modules that it is about, with the versions it can patch, as ranges of semver. */
  modules: Readonly<Record<string, string>>;
  /** Undefined where the package that it comes from is not installed. */
  make(): Instrumentation | undefined;
}

/** A target, and whose it is. */
export interface OwnedTarget extends ModuleTarget {
  owner: Owner;
}

interface Owner {
  name: string;
  /** Also while it is made, which must not ask for it again. */
  isOff: boolean;
  made: Instrumentation | undefined;
}

export interface LazyTargets {
  /** True for a module that has an instrumentation. */
  has(module: string): boolean;
  /** Every module that has an instrumentation. */
  modules(): Iterable<string>;
  /** What is to be patched of a module in this version; makes the instrumentations that are about it. */
  targets(module: string, version: string | undefined): OwnedTarget[];
  /** Makes an instrumentation now, whatever its modules. */
  make(name: string): void;
  /** Patches what a module exports; what throws is switched off. */
  patch(targets: readonly OwnedTarget[], exports: unknown, version: string | undefined): unknown;
}

export interface LazyTargetsOptions {
  instrumentations: readonly LazyInstrumentation[];
  /** Runs what the program did not ask for, so that it makes no telemetry. */
  runSuppressed<T>(fn: () => T): T;
  /** Takes a line for the operator. */
  report(line: string): void;
}

/** Keeps instrumentations by the modules that they are about, and makes each when it is first asked for. */
export function createLazyTargets({ instrumentations, runSuppressed, report }: LazyTargetsOptions): LazyTargets {
  const owners = new Map<string, Owner>();
  const byModule = new Map<string, LazyInstrumentation[]>();
  const made = new Map<string, OwnedTarget[]>();
  for (const instrumentation of instrumentations) {
    owners.set(instrumentation.name, { name: instrumentation.name, isOff: false, made: undefined });
    for (const module of Object.keys(instrumentation.modules)) {
      const others = byModule.get(module);
      if (others === undefined) byModule.set(module, [instrumentation]);
      else others.push(instrumentation);
    }
  }

  function make({ name, make }: LazyInstrumentation): void {
    const owner = owners.get(name)!;
    if (owner.made !== undefined || owner.isOff) return;
    owner.isOff = true;
    try {
      owner.made = runSuppressed(() => {
        const instrumentation = make();
        instrumentation?.start?.();
        return instrumentation;
      });
      if (owner.made === undefined) return;
      owner.isOff = false;
    } catch (error) {
      switchOff(owner, 'could not be loaded', error);
      return;
    }
    for (const target of owner.made.targets) {
      const others = made.get(target.name);
      const owned = { ...target, owner };
      if (others === undefined) made.set(target.name, [owned]);
      else others.push(owned);
    }
  }

  function switchOff(owner: Owner, what: string, error: unknown): void {
    owner.isOff = true;
    report(
      `the instrumentation '${owner.name}' ${what} and is switched off: ${errorText(error)}. ` +
        `OTEL_NODE_DISABLED_INSTRUMENTATIONS=${owner.name} keeps this line away.`,
    );
    try {
      owner.made?.stop?.();
    } catch {
      // It was reported that it is broken.
    }
  }

  return {
    has: (module) => byModule.has(module) || made.has(module),
    modules: () => byModule.keys(),
    targets(module, version) {
      for (const instrumentation of byModule.get(module) ?? []) {
        if (isInRange(version, instrumentation.modules[module]!)) make(instrumentation);
      }
      return (made.get(module) ?? []).filter(({ versions }) => versions.some((range) => isInRange(version, range)));
    },
    make(name) {
      const instrumentation = instrumentations.find((each) => each.name === name);
      if (instrumentation !== undefined) make(instrumentation);
    },
    patch(targets, exports, version) {
      let patched = exports;
      for (const target of targets) {
        if (target.owner.isOff) continue;
        try {
          patched = target.patch(patched, version) ?? patched;
        } catch (error) {
          const which = `${target.name}${version === undefined ? '' : ` ${version}`}`;
          switchOff(target.owner, `failed to patch ${which}`, error);
        }
      }
      return patched;
    },
  };
}
