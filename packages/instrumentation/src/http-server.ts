import type { EventEmitter } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import {
  type Context,
  context as contextApi,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { type ActiveRequests, activeRequests } from './active-requests.ts';
import { headerCapture } from './captured-headers.ts';
import type { Subscribers } from './channels.ts';
import { type Connection, connectionOf } from './connection.ts';
import { type RpcMetadata, rpcMetadata, suppress, withRpcMetadata } from './context-keys.ts';
import { endSpan, startOf } from './duration.ts';
import { type Exchange, followExchanges, join } from './exchange.ts';
import { errorType, recordErrorStatus, recordFailure } from './failure.ts';
import type { HttpOptions, ServedRequest } from './http-options.ts';
import { httpScope } from './http-scope.ts';
import type { Telemetry } from './instrumentation.ts';
import { methodNames, routeSpanName, spanName } from './method.ts';
import { type RequestDuration, requestDuration } from './request-duration.ts';
import { requestHeaders } from './request-header.ts';
import { serverAttributes } from './server-attributes.ts';

/** What Node.js publishes on `http.server.request.start`. */
interface RequestStart {
  request: IncomingMessage;
  response: ServerResponse;
  socket: Socket;
}

/** What all requests to servers share. */
interface Server {
  readonly tracer: Tracer;
  readonly duration: RequestDuration;
  readonly methodName: (method: string) => string;
  readonly activeRequests: (method: string, scheme: string) => ActiveRequests;
  readonly captureResponse: ReturnType<typeof headerCapture>;
  /** What looks at requests beside their spans; undefined where nothing does. */
  readonly begun: ((exchange: ServerExchange, request: IncomingMessage, response: ServerResponse) => void) | undefined;
  readonly ended: ((request: ServedRequest) => void) | undefined;
}

/**
 * Makes what hears of requests to servers of `node:http` and `node:https`: the span of each, its context and its
 * duration. Both end when the response is closed, before the program's own listeners hear of it.
 *
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span
 */
export function httpServer(telemetry: Telemetry, options: HttpOptions): Subscribers {
  const ignored = new IgnoredExchange();
  const server: Server = {
    tracer: telemetry.tracerProvider.getTracer(httpScope.name, httpScope.version),
    duration: requestDuration(telemetry, 'server', httpScope),
    methodName: methodNames(options.knownMethods),
    activeRequests: activeRequests(telemetry.meterProvider, httpScope),
    begun: onBegin(options),
    captureResponse: headerCapture('response', options.capturedHeaders.serverResponse),
    ended: options.observer?.end,
  };
  followExchanges(telemetry);
  watchErrors();

  function start({ request, response, socket }: RequestStart): void {
    let exchange: Exchange;
    if (options.isIgnored?.(request) === true) {
      exchange = ignored;
    } else {
      const connection = connectionOf(socket);
      exchange = new ServerExchange(server, request, response, connection);
      if (isBusy(socket)) connection.endWith(socket, exchange as ServerExchange);
    }
    join(request, exchange);
    join(response, exchange);
    telemetry.enter(exchange.context);
  }

  return { 'http.server.request.start': start };
}

/** What sees a request when it has begun, as one function. */
function onBegin({ capturedHeaders, observer }: HttpOptions): Server['begun'] {
  const capture = headerCapture('request', capturedHeaders.serverRequest);
  if (capture === undefined && observer === undefined) return undefined;
  return ({ span, context }, request, response) => {
    capture?.(span, (name) => request.headers[name]);
    observer?.begin(response, context);
  };
}

/** A request without telemetry. */
class IgnoredExchange implements Exchange {
  readonly context: Context = suppress(ROOT_CONTEXT);

  hear(): void {}
}

/** A request to a server. It is also what frameworks find in the context, where they set the route. */
class ServerExchange implements Exchange, RpcMetadata {
  readonly type = 'http';
  readonly span: Span;
  route: string | undefined = undefined;
  way: unknown = undefined;
  readonly context: Context;
  readonly #server: Server;
  /** Until the end: the context outlives it, with the timer of a connection that is kept. */
  #response: ServerResponse | undefined;
  readonly #connection: Connection;
  readonly #active: ActiveRequests;
  readonly #version: string;
  readonly #startMillis: number;
  #error: unknown = undefined;
  #isEnded = false;

  constructor(server: Server, request: IncomingMessage, response: ServerResponse, connection: Connection) {
    const method = server.methodName(request.method!);
    const attributes = serverAttributes(request, method, connection);
    const parent = propagation.extract(ROOT_CONTEXT, request, requestHeaders);
    const span = server.tracer.startSpan(spanName(method), { kind: SpanKind.SERVER, attributes }, parent);
    this.span = span;
    this.context = withRpcMetadata(trace.setSpan(parent, span), this);
    this.#server = server;
    this.#response = response;
    this.#connection = connection;
    this.#active = server.activeRequests(method, attributes['url.scheme'] as string);
    this.#active.count++;
    this.#version = request.httpVersion;
    this.#startMillis = startOf(span);
    if (server.begun !== undefined) server.begun(this, request, response);
  }

  hear(emitter: EventEmitter, event: string | symbol, argument: unknown): void {
    if (event === 'close') {
      if (emitter === this.#response) this.end();
    } else if (event === 'error' && emitter === this.#response) {
      this.fail(argument);
    }
  }

  fail(error: unknown): void {
    this.#error = error;
  }

  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#active.count--;
    this.#connection.forget(this);
    const { method, scheme } = this.#active;
    const { span, route } = this;
    const response = this.#response!;
    this.#response = undefined;
    const error = this.#error;
    // Nothing was answered when the client went away before there were headers.
    const status = response.headersSent ? response.statusCode : undefined;
    const isErrorStatus = status !== undefined && status >= 500;
    if (span.isRecording()) {
      if (status !== undefined) span.setAttribute('http.response.status_code', status);
      if (route !== undefined) {
        span.setAttribute('http.route', route);
        span.updateName(routeSpanName(method, route));
      }
      if (error !== undefined) recordFailure(span, error);
      else if (isErrorStatus) recordErrorStatus(span, status);
      this.#server.captureResponse?.(span, (name) => response.getHeader(name));
    }
    const millis = endSpan(span, this.#startMillis);
    this.#server.ended?.({ response, context: this.context, method, route, status, millis });
    this.#server.duration.record(millis, {
      'http.request.method': method,
      'http.response.status_code': status,
      'network.protocol.version': this.#version,
      'url.scheme': scheme,
      'error.type': error !== undefined ? errorType(error) : isErrorStatus ? String(status) : undefined,
      'http.route': route,
      'server.address': undefined,
      'server.port': undefined,
    });
  }
}

/** A response is being written to the socket: the request that comes now is pipelined and waits. */
function isBusy(socket: Socket): boolean {
  return Boolean((socket as { _httpMessage?: unknown })._httpMessage);
}

/**
 * What a handler throws is an uncaught exception. When the process ends by it, so does the span, which says what it was;
 * else the response still decides.
 */
function watchErrors(): void {
  process.on('uncaughtExceptionMonitor', (error) => {
    const exchange = rpcMetadata(contextApi.active());
    if (!(exchange instanceof ServerExchange)) return;
    exchange.fail(error);
    if (process.listenerCount('uncaughtException') === 0 && !process.hasUncaughtExceptionCaptureCallback()) {
      exchange.end();
    }
  });
}
