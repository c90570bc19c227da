import type { EventEmitter } from 'node:events';
import type { Context, ContextManager } from '@opentelemetry/api';

const BOUND = Symbol('spanwise.context');

type Emit = (this: BoundEmitter, event: string | symbol, ...args: unknown[]) => boolean;

interface BoundEmitter {
  [BOUND]?: Context;
  emit: Emit;
}

const patched = new WeakSet<Emit>();

/**
 * Replaces `target.emit` by one that enters the context bound to the emitter, when another one is active. On a
 * prototype, such as `http.IncomingMessage.prototype`, it serves every emitter of the class and costs those without a
 * bound context one property read. Twice is the same as once.
 */
export function patchEmit(target: Pick<EventEmitter, 'emit'>, manager: ContextManager): void {
  const emitter = target as unknown as BoundEmitter;
  const original = emitter.emit;
  if (patched.has(original)) return;
  const emit: Emit = function (event, ...args) {
    const context = this[BOUND];
    if (context === undefined || context === manager.active()) return original.call(this, event, ...args);
    return manager.with(context, original, this, event, ...args) as boolean;
  };
  patched.add(emit);
  Object.defineProperty(emitter, 'emit', { value: emit, writable: true, configurable: true, enumerable: false });
}

/**
 * Makes an emitter call its listeners in `context`: all of them, whenever they were added and from wherever it emits.
 * The first binding of an emitter stays, as with upstream's context manager.
 */
export function bindEmitter(emitter: EventEmitter, context: Context, manager: ContextManager): void {
  const bound = emitter as unknown as BoundEmitter;
  if (bound[BOUND] !== undefined || !Object.isExtensible(bound)) return;
  Object.defineProperty(bound, BOUND, { value: context, writable: true, configurable: true, enumerable: false });
  patchEmit(emitter, manager);
}
