import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { Context, ContextManager } from '@opentelemetry/api';
import { ROOT } from './context.ts';
import { bindEmitter } from './emitter.ts';

type Callback = () => unknown;

/** The type that async_hooks sees of the resources below. */
export const RESOURCE: string = 'OpenTelemetryContext';

// We end the resource ourselves, so the garbage collector need not.
const MANUAL = { requireManualDestroy: true };

/** Which storage holds what: https://github.com/nodejs/node/blob/main/lib/internal/async_context_frame.js */
type Frame = ReadonlyMap<AsyncLocalStorage<unknown>, unknown>;
type FrameHolder = AsyncResource & Record<symbol, Frame | undefined>;

interface Token {
  dispose(): void;
}

/** The API's context manager on one `AsyncLocalStorage`, which follows whatever Node.js follows. */
export interface StorageContextManager extends ContextManager {
  attach(context: Context): Token;
  /** Makes `context` the active one for the rest of this tick's work and all that it starts: for request channels. */
  enter(context: Context): void;
}

/** Makes a context manager; a process needs one. */
export function createContextManager(): StorageContextManager {
  const storage = new AsyncLocalStorage<Context>();
  const enter = (context: Context): void => storage.enterWith(context);

  const frameKey = findFrameKey();
  const run =
    frameKey === undefined
      ? (context: Context, fn: Callback): unknown => storage.run(context, fn)
      : (context: Context, fn: Callback): unknown => runInFrame(storage, frameKey, context, fn);

  const manager: StorageContextManager = {
    active: () => storage.getStore() ?? ROOT,
    with(context, fn, thisArg, ...args) {
      const bare = args.length === 0 && (thisArg === undefined || thisArg === null);
      // biome-ignore lint/suspicious/noExplicitAny: the API's generic return type.
      return run(context, bare ? (fn as Callback) : withArguments(fn as never, thisArg, args)) as any;
    },
    bind(context, target) {
      if (typeof target === 'function') return bindFunction(manager, context, target as unknown as Callback) as never;
      if (target instanceof EventEmitter) bindEmitter(target, context, manager);
      return target;
    },
    enable: () => manager,
    disable() {
      storage.disable();
      return manager;
    },
    attach(context) {
      const before = storage.getStore();
      let attached = true;
      enter(context);
      return {
        dispose() {
          if (attached) enter(before as Context);
          attached = false;
        },
      };
    },
    enter,
  };
  return manager;
}

// Apart, so that calls without arguments make no closure.
function withArguments(fn: (...args: unknown[]) => unknown, thisArg: unknown, args: unknown[]): Callback {
  return () => Reflect.apply(fn, thisArg ?? undefined, args);
}

/**
 * What `storage.run` does, where the storages live in a frame (Node.js 24 and later). run() copies the frame's map to
 * enter and once more to come back; an AsyncResource holds the frame there was, and brings it back without a copy. Where
 * no other storage is in the frame, none is copied to enter either. context.with takes 0.3 of upstream's time there,
 * else 0.5 (bench/micro).
 */
function runInFrame(storage: AsyncLocalStorage<Context>, frameKey: symbol, context: Context, fn: Callback): unknown {
  const resource = new AsyncResource(RESOURCE, MANUAL) as FrameHolder;
  const before = resource[frameKey];
  const isAlone = !holdsOthers(before, storage);
  if (isAlone) resource[frameKey] = undefined;
  let after: Frame | undefined;
  try {
    return resource.runInAsyncScope(enterAndCall);
  } finally {
    resource.emitDestroy();
    if (after !== undefined && !(isAlone && !holdsOthers(after, storage))) keepOthers(storage, before, after);
  }

  function enterAndCall(): unknown {
    storage.enterWith(context);
    try {
      return fn();
    } finally {
      const end = new AsyncResource(RESOURCE, MANUAL) as FrameHolder;
      after = end[frameKey];
      end.emitDestroy();
    }
  }
}

function holdsOthers(frame: Frame | undefined, storage: AsyncLocalStorage<Context>): boolean {
  return frame !== undefined && !(frame.size === 1 && frame.has(storage));
}

/** A program that enters another storage inside stays in it after, as with `storage.run`. */
function keepOthers(storage: AsyncLocalStorage<Context>, before: Frame | undefined, after: Frame): void {
  after.forEach((value, other) => {
    if (other !== storage && !(before?.has(other) && Object.is(before.get(other), value))) other.enterWith(value);
  });
  before?.forEach((_value, other) => {
    if (!after.has(other)) other.enterWith(undefined);
  });
}

/** The key under which an AsyncResource holds the frame that it was made in, and runs in; undefined where it does not. */
function findFrameKey(): symbol | undefined {
  const probe = new AsyncLocalStorage<true>();
  // The older implementation keeps its store on the executing resource, under a key of this name.
  if ('kResourceStore' in probe) return undefined;
  // run() would leave the probe in the frame, without a value, to be copied with each frame that the program ever makes.
  const around = new AsyncResource(RESOURCE, MANUAL);
  const key = around.runInAsyncScope(() => probe.run(true, () => frameKeyWithin(probe)));
  around.emitDestroy();
  return key;
}

function frameKeyWithin(probe: AsyncLocalStorage<true>): symbol | undefined {
  const resource = new AsyncResource(RESOURCE, MANUAL) as FrameHolder;
  // The prototype of a frame is none that a program can reach, so it is known by what it answers.
  const found = Object.getOwnPropertySymbols(resource).find((key) => resource[key]?.get?.(probe) === true);
  if (found !== undefined) resource[found] = undefined;
  const isUsed = resource.runInAsyncScope(() => probe.getStore()) === undefined;
  resource.emitDestroy();
  return isUsed ? found : undefined;
}

function bindFunction(manager: ContextManager, context: Context, target: Callback): Callback {
  const bound = function (this: unknown, ...args: unknown[]): unknown {
    const call = target as (...args: unknown[]) => unknown;
    // Bound functions are mostly called where their context is active already.
    if (manager.active() === context) return Reflect.apply(call, this, args);
    return manager.with(context, call, this, ...args);
  };
  Object.defineProperty(bound, 'length', { value: target.length, configurable: true });
  return bound;
}
