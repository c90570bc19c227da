import { context } from '@opentelemetry/api';
import { subscribeAll } from './channels.ts';
import { type RpcMetadata, rpcMetadata } from './context-keys.ts';
import { serverRequest } from './exchange.ts';
import type { Instrumentation } from './instrumentation.ts';

interface FastifyRequest {
  readonly raw: object;
  readonly routeOptions?: { readonly url?: string };
  /** Before 4.10. */
  readonly routerPath?: string;
  readonly [internal: symbol]: { readonly config?: { readonly url?: unknown } } | undefined;
}

interface FastifyInstance {
  addHook(name: 'onRequest', hook: (request: FastifyRequest, reply: unknown, done: () => void) => void): void;
  addHook(name: 'onError', hook: (request: unknown, reply: unknown, error: Error, done: () => void) => void): void;
}

/**
 * Makes the instrumentation of fastify 4 and 5, by the channel on which both announce new servers: the route goes to the
 * span of the request, as do errors. Hooks and handlers get no spans of their own.
 *
 * The channel of handlers in fastify 5 is not for this: it comes after the hooks, which may have answered, and not for
 * errors of theirs. https://fastify.dev/docs/latest/Reference/Hooks/#diagnostics-channel-hooks
 */
export function createFastifyInstrumentation(): Instrumentation {
  return {
    name: 'fastify',
    targets: [],
    start() {
      subscribeAll('fastify', {
        'fastify.initialization': ({ fastify }: { fastify: FastifyInstance }) => {
          fastify.addHook('onRequest', createKeepRoute());
          fastify.addHook('onError', recordError);
        },
      });
    },
  };
}

/**
 * `routeOptions` makes a new object each time it is read, which takes 5 µs of a request in fastify 5 and more in 4. What it
 * is made from lies under a symbol of this name.
 */
function createKeepRoute(): (request: FastifyRequest, reply: unknown, done: () => void) => void {
  let key: symbol | undefined;

  function routeOf(request: FastifyRequest): unknown {
    key ??= Object.getOwnPropertySymbols(request).find(({ description }) => description === 'fastify.context');
    const config = key === undefined ? undefined : request[key]?.config;
    return config === undefined ? (request.routeOptions?.url ?? request.routerPath) : config.url;
  }

  return (request, _reply, done) => {
    const metadata = metadataOf(request);
    if (metadata !== undefined) {
      const route = routeOf(request);
      if (typeof route === 'string') metadata.route = route;
    }
    done();
  };
}

/** By the request itself, which takes no look into the context; that knows it also under upstream's instrumentation. */
function metadataOf({ raw }: FastifyRequest): RpcMetadata | undefined {
  return serverRequest(raw) ?? rpcMetadata(context.active());
}

/** Errors that stand for an answer such as 404 are none. */
function recordError(_request: unknown, _reply: unknown, error: Error, done: () => void): void {
  const { statusCode } = error as { statusCode?: unknown };
  if (!(typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500)) {
    rpcMetadata(context.active())?.span.recordException(error);
  }
  done();
}
