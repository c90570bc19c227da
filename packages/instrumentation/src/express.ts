import type { RpcMetadata } from './context-keys.ts';
import { serverRequest } from './exchange.ts';
import { joinRoute, mountOf, templateOf } from './express-path.ts';
import type { Instrumentation } from './instrumentation.ts';
import { replaceMethod } from './replace.ts';

/** Where a layer of a router stands. */
interface Place {
  readonly router: object;
  /** What `use` or `route` was given. */
  readonly template: string;
  /** What it adds to the route of the routers below it. */
  readonly mount: string;
}

/** How far a request has come. */
interface Way {
  readonly metadata: RpcMetadata;
  /** The mounted routers that it has entered, each followed by the templates of the way there. */
  readonly entered: unknown[];
  /** The way to the router that is entered next, if the layer at work is one. */
  next: string;
  error: unknown;
}

interface Router {
  readonly stack: readonly object[];
}

interface Layer {
  readonly route?: object;
}

/**
 * Makes the instrumentation of express 4 and 5 and of `router`, its second half in 5: the template of the matched route,
 * with those of the routers that it is mounted in, goes to the span of the request, as do errors that no route handled.
 * Layers get no spans of their own.
 */
export function createExpressInstrumentation(): Instrumentation {
  const places = new WeakMap<object, Place>();

  function patchRouter(router: object): void {
    replaceMethod(router, 'use', (use) => {
      return function (this: Router, ...args) {
        const before = this.stack.length;
        const result = use.apply(this, args);
        const template = templateOf(args[0]);
        const place = { router: this, template, mount: mountOf(template) };
        for (let index = before; index < this.stack.length; index++) places.set(this.stack[index]!, place);
        return result;
      };
    });
    replaceMethod(router, 'route', (route) => {
      return function (this: Router, ...args) {
        const result = route.apply(this, args);
        const layer = this.stack.at(-1);
        if (layer !== undefined) places.set(layer, { router: this, template: templateOf(args[0]), mount: '' });
        return result;
      };
    });
    replaceMethod(router, 'handle', (handle) => {
      return function (this: Router, request: object, response: object, done: (error?: unknown) => void) {
        const metadata = serverRequest(request);
        if (metadata === undefined || typeof done !== 'function') return handle.call(this, request, response, done);
        const way = metadata.way as Way | undefined;
        if (way !== undefined) {
          way.entered.push(this, way.next);
          return handle.call(this, request, response, done);
        }
        const begun: Way = { metadata, entered: [], next: '', error: undefined };
        metadata.way = begun;
        return handle.call(this, request, response, (error?: unknown) => {
          record(begun, error);
          done(error);
        });
      };
    });
  }

  function patchLayer(layer: object): void {
    // The names of express 4 and of express 5.
    for (const name of ['handle_request', 'handleRequest']) {
      replaceMethod(layer, name, (handleRequest) => {
        return function (this: Layer, request: object, response: { headersSent?: boolean }, next: unknown) {
          const place = places.get(this);
          if (place !== undefined) {
            const way = wayOf(request);
            if (way !== undefined) enter(way, place, this.route !== undefined, response.headersSent === true);
          }
          return handleRequest.call(this, request, response, next);
        };
      });
    }
    for (const name of ['handle_error', 'handleError']) {
      replaceMethod(layer, name, (handleError) => {
        return function (this: Layer, error: unknown, request: object, response: object, next: unknown) {
          const way = wayOf(request);
          if (way !== undefined) record(way, error);
          return handleError.call(this, error, request, response, next);
        };
      });
    }
  }

  return {
    name: 'express',
    targets: [
      { name: 'express', file: 'lib/router/index.js', versions: ['>=4 <5'], patch: patched(patchRouter) },
      {
        name: 'express',
        file: 'lib/router/layer.js',
        versions: ['>=4 <5'],
        patch: patched(({ prototype }) => patchLayer(prototype)),
      },
      { name: 'router', versions: ['>=2 <3'], patch: patched(({ prototype }) => patchRouter(prototype)) },
      {
        name: 'router',
        file: 'lib/layer.js',
        versions: ['>=2 <3'],
        patch: patched(({ prototype }) => patchLayer(prototype)),
      },
    ],
  };
}

function wayOf(request: object): Way | undefined {
  return serverRequest(request)?.way as Way | undefined;
}

// biome-ignore lint/suspicious/noExplicitAny: what a module exports.
function patched(change: (exports: any) => void): (exports: any) => unknown {
  return (exports) => {
    change(exports);
    return exports;
  };
}

/** Whoever answers has the route: the last layer that was entered before the headers were sent. */
function enter(way: Way, { router, template, mount }: Place, isRoute: boolean, isAnswered: boolean): void {
  const prefix = prefixOf(way.entered, router);
  way.next = mount === '' ? prefix : joinRoute(prefix, mount);
  if (isAnswered) return;
  if (isRoute) way.metadata.route = joinRoute(prefix, template);
  else way.metadata.route = way.next === '' ? undefined : way.next;
}

function prefixOf(entered: readonly unknown[], router: object): string {
  for (let index = entered.length - 2; index >= 0; index -= 2) {
    if (entered[index] === router) return entered[index + 1] as string;
  }
  return '';
}

/** Records an error on the span of the request, once; errors that stand for an answer such as 404 are none. */
function record(way: Way, error: unknown): void {
  if (error === undefined || error === null || error === way.error || error === 'route' || error === 'router') return;
  way.error = error;
  const { status, statusCode = status } = error as { status?: unknown; statusCode?: unknown };
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) return;
  way.metadata.span.recordException(error as Error);
}
