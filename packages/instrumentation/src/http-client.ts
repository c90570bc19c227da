import type { EventEmitter } from 'node:events';
import type { ClientRequest, IncomingMessage } from 'node:http';
import {
  type Context,
  context as contextApi,
  propagation,
  type Span,
  SpanKind,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { headerCapture } from './captured-headers.ts';
import type { Subscribers } from './channels.ts';
import { clientAttributes, type Target, targetOf, urlFull } from './client-attributes.ts';
import { isSuppressed } from './context-keys.ts';
import { endSpan, startOf } from './duration.ts';
import { type Exchange, exchangeOf, followExchanges, join } from './exchange.ts';
import { errorType, recordErrorStatus, recordFailure } from './failure.ts';
import type { HttpOptions } from './http-options.ts';
import { httpScope } from './http-scope.ts';
import type { Telemetry } from './instrumentation.ts';
import { methodNames, spanName } from './method.ts';
import { type RequestDuration, requestDuration } from './request-duration.ts';
import { setHeaders } from './serialised-headers.ts';

/** What all requests of this process share. */
interface Client {
  readonly tracer: Tracer;
  readonly duration: RequestDuration;
  readonly methodName: (method: string) => string;
  readonly captureRequest: ReturnType<typeof headerCapture>;
  readonly captureResponse: ReturnType<typeof headerCapture>;
}

/**
 * Makes the spans and durations of requests by `node:http` and `node:https`. They end with the response's body, an error,
 * or when either side gives up.
 *
 * https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span
 */
export function httpClient(telemetry: Telemetry, options: HttpOptions): Subscribers {
  let client: Client | undefined;

  function start(): Client {
    followExchanges(telemetry);
    return {
      tracer: telemetry.tracerProvider.getTracer(httpScope.name, httpScope.version),
      duration: requestDuration(telemetry, 'client', httpScope),
      methodName: methodNames(options.knownMethods),
      captureRequest: headerCapture('request', options.capturedHeaders.clientRequest),
      captureResponse: headerCapture('response', options.capturedHeaders.clientResponse),
    };
  }

  return {
    'http.client.request.created'({ request }: { request: ClientRequest }) {
      const context = contextApi.active();
      if (isSuppressed(context)) return;
      client ??= start();
      join(request, new ClientExchange(client, request, context));
    },
    // Despite its name it is published when the headers of the response are there.
    'http.client.response.finish'({ request, response }: { request: ClientRequest; response: IncomingMessage }) {
      const exchange = exchangeOf(request);
      if (!(exchange instanceof ClientExchange)) return;
      join(response, exchange);
      exchange.answer(response);
    },
  };
}

/** A request of this process to another. */
class ClientExchange implements Exchange {
  /** That of the caller: the listeners are not part of the request. */
  readonly context: Context;
  readonly #client: Client;
  readonly #span: Span;
  readonly #request: ClientRequest;
  readonly #method: string;
  readonly #target: Target;
  readonly #startMillis: number;
  #port: number | undefined;
  #response: IncomingMessage | undefined = undefined;
  #isEnded = false;

  constructor(client: Client, request: ClientRequest, context: Context) {
    const method = client.methodName(request.method);
    const target = targetOf(request);
    const attributes = clientAttributes(request, method, target);
    const span = client.tracer.startSpan(spanName(method), { kind: SpanKind.CLIENT, attributes }, context);
    this.context = context;
    this.#client = client;
    this.#span = span;
    this.#request = request;
    this.#method = method;
    this.#target = target;
    this.#port = target.port;
    this.#startMillis = startOf(span);
    const headers: Record<string, string> = {};
    propagation.inject(trace.setSpan(context, span), headers);
    setHeaders(request, headers);
  }

  /** Takes the response, when its headers are there. */
  answer(response: IncomingMessage): void {
    this.#response = response;
    const { socket } = response;
    const span = this.#span;
    const { captureRequest, captureResponse } = this.#client;
    const peerPort = socket?.remotePort;
    if (this.#port === undefined && peerPort !== undefined) {
      this.#port = peerPort;
      span.setAttribute('server.port', peerPort);
      span.setAttribute('url.full', urlFull(this.#target, peerPort));
    }
    if (!span.isRecording()) return;
    span.setAttribute('http.response.status_code', response.statusCode!);
    span.setAttribute('network.peer.address', socket?.remoteAddress);
    span.setAttribute('network.peer.port', peerPort);
    span.setAttribute('network.protocol.version', response.httpVersion);
    captureRequest?.(span, (name) => this.#request.getHeader(name));
    captureResponse?.(span, (name) => response.headers[name]);
  }

  hear(emitter: EventEmitter, event: string | symbol, argument: unknown): void {
    if (this.#isEnded) return;
    if (emitter === this.#request) this.#hearRequest(event, argument);
    else this.#hearResponse(emitter as IncomingMessage, event, argument);
  }

  #hearRequest(event: string | symbol, argument: unknown): void {
    switch (event) {
      case 'error':
        this.#end(argument);
        break;
      case 'upgrade':
      case 'connect':
        // From here on it is another protocol's connection.
        this.answer(argument as IncomingMessage);
        this.#end(undefined);
        break;
      case 'close':
        // The response, when there is one, says more.
        if (this.#response === undefined) this.#end(undefined);
    }
  }

  #hearResponse(response: IncomingMessage, event: string | symbol, argument: unknown): void {
    switch (event) {
      case 'end':
      case 'close':
        this.#end(undefined);
        break;
      case 'aborted':
        // An error when the other side gave up, none when the program did not want the rest.
        this.#end(response.errored ?? undefined);
        break;
      case 'error':
        this.#end(argument);
    }
  }

  #end(error: unknown): void {
    this.#isEnded = true;
    const span = this.#span;
    const response = this.#response;
    const status = response?.statusCode;
    const isErrorStatus = status !== undefined && status >= 400;
    if (span.isRecording()) {
      if (error !== undefined) recordFailure(span, error);
      else if (isErrorStatus) recordErrorStatus(span, status);
    }
    this.#client.duration.record(endSpan(span, this.#startMillis), {
      'http.request.method': this.#method,
      'http.response.status_code': status,
      'network.protocol.version': response?.httpVersion,
      'url.scheme': undefined,
      'error.type': error !== undefined ? errorType(error) : isErrorStatus ? String(status) : undefined,
      'http.route': undefined,
      'server.address': this.#target.host,
      'server.port': this.#port,
    });
  }
}
