import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { EventEmitter } from 'node:events';
import type { Context, ContextManager } from '@opentelemetry/api';
import { ROOT } from './context.ts';
import { bindEmitter } from './emitter.ts';

type Callback = (...args: unknown[]) => unknown;

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
  const enter = storage.enterWith.bind(storage);

  // Where the storage lives in a frame (Node.js 24 and later), run() copies the frame's map to enter and once more to
  // come back. An AsyncResource holds the frame there was, and brings it back without a copy.
  const run = isFrameBased(storage) ? runInResource : (storage.run.bind(storage) as typeof runInResource);

  function runInResource(context: Context, fn: Callback, ...args: unknown[]): unknown {
    const resource = new AsyncResource('OpenTelemetryContext', { requireManualDestroy: true, triggerAsyncId: 1 });
    try {
      return resource.runInAsyncScope(enterAndCall, null, context, fn, args);
    } finally {
      resource.emitDestroy();
    }
  }

  function enterAndCall(context: Context, fn: Callback, args: unknown[]): unknown {
    enter(context);
    return args.length === 0 ? fn() : fn(...args);
  }

  const manager: StorageContextManager = {
    active: () => storage.getStore() ?? ROOT,
    with(context, fn, thisArg, ...args) {
      const callback = (thisArg === undefined || thisArg === null ? fn : fn.bind(thisArg)) as Callback;
      // biome-ignore lint/suspicious/noExplicitAny: the API's generic return type.
      return (storage.getStore() === context ? callback(...args) : run(context, callback, ...args)) as any;
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

// The older implementation keeps its store on the executing resource, under a key of this name.
function isFrameBased(storage: AsyncLocalStorage<Context>): boolean {
  return !('kResourceStore' in storage);
}

function bindFunction(manager: ContextManager, context: Context, target: Callback): Callback {
  const bound = function (this: unknown, ...args: unknown[]): unknown {
    return manager.with(context, target, this, ...args);
  };
  Object.defineProperty(bound, 'length', { value: target.length, configurable: true });
  return bound;
}
