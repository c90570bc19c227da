import type { EventEmitter } from 'node:events';
import { type Context, context as contextApi } from '@opentelemetry/api';
import { createSlot, type Slot } from '@spanwise/semconv';

/** A request and its response, as an instrumentation follows them. */
export interface Exchange {
  /** What the listeners of both run in. */
  readonly context: Context;
  /** Hears of each event before the listeners do. */
  hear(emitter: EventEmitter, event: string | symbol, argument: unknown): void;
}

/** The exchange that a request or a response of `node:http` belongs to. */
export const exchanges: Slot<Exchange> = createSlot();

type Emit = (this: object, event: string | symbol, ...args: unknown[]) => boolean;

let isPatched = false;

/**
 * Lets exchanges hear the events of requests and responses, without listeners, which programs count and remove, and
 * calls the listeners in the context of the exchange: sockets are shared by requests, so what they emit may come in that
 * of another one.
 */
export function followExchanges(): void {
  if (isPatched) return;
  isPatched = true;
  const { IncomingMessage, OutgoingMessage } = process.getBuiltinModule('node:http');
  for (const { prototype } of [IncomingMessage, OutgoingMessage]) {
    const value = following(prototype.emit as Emit);
    Object.defineProperty(prototype, 'emit', { value, writable: true, configurable: true, enumerable: false });
  }
}

function following(original: Emit): Emit {
  return function emit(event, ...args) {
    const exchange = exchanges.get(this);
    if (exchange === undefined) return original.call(this, event, ...args);
    exchange.hear(this as EventEmitter, event, args[0]);
    const { context } = exchange;
    if (isUnheard(this as EventEmitter, event) || contextApi.active() === context) {
      return original.call(this, event, ...args);
    }
    return contextApi.with(context, original, this, event, ...args);
  };
}

/**
 * To change the context costs more than to call a listener, and nobody of the program hears most events of a body that it
 * does not read: none, or only Node.js, which waits for the end to forget the request. An error without a listener is
 * thrown, and that is heard.
 */
function isUnheard(emitter: EventEmitter, event: string | symbol): boolean {
  const count = emitter.listenerCount(event);
  if (count === 0) return event !== 'error';
  return count === 1 && event === 'end' && emitter.rawListeners(event)[0]!.name === 'clearIncoming';
}
