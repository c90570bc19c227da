import { channel } from 'node:diagnostics_channel';
import type { EventEmitter } from 'node:events';
import { type Context, context as contextApi } from '@opentelemetry/api';
import { Given } from '@spanwise/semconv';
import type { RpcMetadata } from './context-keys.ts';
import type { Telemetry } from './instrumentation.ts';

/** A request and its response, as an instrumentation follows them. */
export interface Exchange {
  /** What the listeners of both run in. */
  readonly context: Context;
  /** Hears of each event before the listeners do. */
  hear(emitter: EventEmitter, event: string | symbol, argument: unknown): void;
}

/**
 * A request or a response of `node:http`, with the exchange that it belongs to. A class of its own and no `createSlot`: V8
 * compiles the functions of all slots as one, which looks the field up each time, and this is asked at each event.
 */
class Member extends Given {
  readonly #exchange: Exchange;

  constructor(target: object, exchange: Exchange) {
    super(target);
    this.#exchange = exchange;
  }

  static exchangeOf(target: object): Exchange | undefined {
    return #exchange in target ? target.#exchange : undefined;
  }
}

/** The exchange that a request or a response of `node:http` belongs to. */
export const exchangeOf: (target: object) => Exchange | undefined = Member.exchangeOf;

/** Puts a request or a response into an exchange; one that is in an exchange stays there. */
export function join(target: object, exchange: Exchange): void {
  try {
    new Member(target, exchange);
  } catch {
    // It is in one.
  }
}

/** What frameworks tell of a request to a server of `node:http`; undefined when it is none, or has no telemetry. */
export function serverRequest(request: object): RpcMetadata | undefined {
  const exchange = exchangeOf(request);
  return exchange !== undefined && isServer(exchange) ? exchange : undefined;
}

function isServer(exchange: Exchange): exchange is Exchange & RpcMetadata {
  return (exchange as Exchange & Partial<RpcMetadata>).type === 'http';
}

type Emit = (event: string | symbol, ...args: unknown[]) => boolean;

let isPatched = false;

/**
 * Lets exchanges hear the events of requests and responses, without listeners, which programs count and remove, and
 * calls the listeners in the context of the exchange: sockets are shared by requests, so what they emit may come in that
 * of another one.
 */
export function followExchanges({ active }: Pick<Telemetry, 'active'>): void {
  if (isPatched) return;
  isPatched = true;
  const { IncomingMessage, OutgoingMessage } = process.getBuiltinModule('node:http');
  for (const { prototype } of [IncomingMessage, OutgoingMessage]) {
    const value = following(prototype.emit as Emit, active);
    Object.defineProperty(prototype, 'emit', { value, writable: true, configurable: true, enumerable: false });
  }
}

function following(original: Emit, active: () => Context): Emit {
  const { AsyncResource } = process.getBuiltinModule('node:async_hooks');
  const outside = new AsyncResource('spanwise.outside', { requireManualDestroy: true });
  const finished = channel('http.server.response.finish');
  return function emit(this: object, event: string | symbol, argument?: unknown): boolean {
    const exchange = exchangeOf(this);
    if (exchange !== undefined) {
      exchange.hear(this as EventEmitter, event, argument);
      const { context } = exchange;
      const count = (this as EventEmitter).listenerCount(event);
      if (count === 1 && event === 'finish' && isServer(exchange) && !finished.hasSubscribers) {
        // The listener is Node.js's own, and sets the timer of the idle connection, which would keep the context until the
        // next request: that was most of what V8 found alive in its new space, and let it grow from 4 MB to 32.
        return outside.runInAsyncScope(original, this, event);
      }
      if (isHeard(this as EventEmitter, event, count) && active() !== context) {
        // biome-ignore lint/complexity/noArguments: handed on without making an array of them.
        return contextApi.with(context, Reflect.apply, undefined, original, this, arguments as never);
      }
    }
    // biome-ignore lint/complexity/noArguments: the same.
    return Reflect.apply(original, this, arguments);
  };
}

/**
 * To change the context costs more than to call a listener, and nobody of the program hears most events of a body that it
 * does not read: none, or only Node.js, which waits for the end to forget the request. An error without a listener is
 * thrown, and that is heard.
 */
function isHeard(emitter: EventEmitter, event: string | symbol, count: number): boolean {
  if (count === 0) return event === 'error';
  return count > 1 || event !== 'end' || emitter.rawListeners(event)[0]!.name !== 'clearIncoming';
}
