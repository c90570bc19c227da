import type { Socket } from 'node:net';
import { context as contextApi, propagation, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { createSlot } from '@spanwise/semconv';
import manifest from '../package.json' with { type: 'json' };
import { defaultPort } from './authority.ts';
import { headerCapture } from './captured-headers.ts';
import type { Subscribers } from './channels.ts';
import { isSuppressed } from './context-keys.ts';
import { endSpan, startOf } from './duration.ts';
import { errorType, recordErrorStatus, recordFailure } from './failure.ts';
import type { HttpOptions } from './http-options.ts';
import type { Telemetry } from './instrumentation.ts';
import { methodNames, spanName } from './method.ts';
import { type RequestDuration, requestDuration } from './request-duration.ts';
import { addHeader, requestHeader, type UndiciRequest, valuesOf } from './undici-headers.ts';

const scope = { name: '@spanwise/instrumentation/undici', version: manifest.version };

// Programs call few origins; what they make out of data must not be kept.
const KNOWN_ORIGINS = 1000;

interface Origin {
  /** What the path comes after. */
  readonly url: string;
  readonly scheme: string;
  readonly address: string;
  readonly port: number | undefined;
}

function readOrigin(text: string): Origin {
  const { origin, protocol, hostname, port } = new URL(text);
  const scheme = protocol.slice(0, -1);
  const address = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
  return { url: origin, scheme, address, port: port === '' ? defaultPort(scheme) : Number(port) };
}

/** What all requests share. */
interface Undici {
  readonly tracer: Tracer;
  readonly duration: RequestDuration;
  readonly methodName: (method: string) => string;
  readonly captureRequest: ReturnType<typeof headerCapture>;
  readonly captureResponse: ReturnType<typeof headerCapture>;
}

/** A request from its creation to its end. */
interface Call {
  readonly span: Span;
  readonly method: string;
  readonly origin: Origin;
  readonly startMillis: number;
  version: string | undefined;
  status: number | undefined;
  isEnded: boolean;
}

interface UndiciResponse {
  readonly statusCode: number;
  readonly headers: readonly unknown[];
}

/** Makes what hears of requests by undici and the global `fetch`: their spans and durations. */
export function undiciClient(telemetry: Telemetry, options: HttpOptions): Subscribers {
  const calls = createSlot<Call>();
  const origins = new Map<string, Origin>();
  let undici: Undici | undefined;

  function startUndici(): Undici {
    return {
      tracer: telemetry.tracerProvider.getTracer(scope.name, scope.version),
      duration: requestDuration(telemetry, 'client', scope),
      methodName: methodNames(options.knownMethods),
      captureRequest: headerCapture('request', options.capturedHeaders.clientRequest),
      captureResponse: headerCapture('response', options.capturedHeaders.clientResponse),
    };
  }

  function originOf(text: string): Origin {
    let origin = origins.get(text);
    if (origin === undefined) {
      origin = readOrigin(text);
      if (origins.size < KNOWN_ORIGINS) origins.set(text, origin);
    }
    return origin;
  }

  function create({ request }: { request: UndiciRequest }): void {
    // Of tunnels and upgrades no channel tells the end.
    if (request.method === 'CONNECT' || request.upgrade) return;
    const context = contextApi.active();
    if (isSuppressed(context)) return;
    undici ??= startUndici();
    const method = undici.methodName(request.method);
    const origin = originOf(String(request.origin));
    const attributes = {
      'http.request.method': method,
      'http.request.method_original': method === request.method ? undefined : request.method,
      'server.address': origin.address,
      'server.port': origin.port,
      'url.full': origin.url + request.path,
      'user_agent.original': requestHeader(request, 'user-agent')?.at(-1),
    };
    const span = undici.tracer.startSpan(spanName(method), { kind: SpanKind.CLIENT, attributes }, context);
    const call: Call = {
      span,
      method,
      origin,
      startMillis: startOf(span),
      version: undefined,
      status: undefined,
      isEnded: false,
    };
    const headers: Record<string, string> = {};
    propagation.inject(trace.setSpan(context, span), headers);
    for (const name of Object.keys(headers)) addHeader(request, name, headers[name]!);
    calls.put(request, call);
  }

  function sendHeaders({ request, socket }: { request: UndiciRequest; socket: Socket }): void {
    const call = calls.get(request);
    if (call === undefined) return;
    call.version = (socket as { alpnProtocol?: unknown }).alpnProtocol === 'h2' ? '2' : '1.1';
    call.span.setAttribute('network.peer.address', socket.remoteAddress);
    call.span.setAttribute('network.peer.port', socket.remotePort);
    call.span.setAttribute('network.protocol.version', call.version);
    undici?.captureRequest?.(call.span, (name) => requestHeader(request, name));
  }

  function headers({ request, response }: { request: UndiciRequest; response: UndiciResponse }): void {
    const call = calls.get(request);
    if (call === undefined) return;
    call.status = response.statusCode;
    call.span.setAttribute('http.response.status_code', response.statusCode);
    undici?.captureResponse?.(call.span, (name) => valuesOf(response.headers, name));
  }

  function end({ request, error }: { request: UndiciRequest; error?: unknown }): void {
    const call = calls.get(request);
    if (call === undefined || call.isEnded) return;
    call.isEnded = true;
    const { span, status, origin } = call;
    // Who aborts a request knows why.
    const isFailure = error !== undefined && (error as Error | null)?.name !== 'AbortError';
    const isErrorStatus = status !== undefined && status >= 400;
    if (isFailure) recordFailure(span, error);
    else if (isErrorStatus) recordErrorStatus(span, status);
    undici?.duration.record(endSpan(span, call.startMillis), {
      'http.request.method': call.method,
      'http.response.status_code': status,
      'network.protocol.version': call.version,
      'url.scheme': origin.scheme,
      'error.type': isFailure ? errorType(error) : isErrorStatus ? String(status) : undefined,
      'http.route': undefined,
      'server.address': origin.address,
      'server.port': origin.port,
    });
  }

  return {
    'undici:request:create': create,
    'undici:client:sendHeaders': sendHeaders,
    'undici:request:headers': headers,
    'undici:request:trailers': end,
    'undici:request:error': end,
  };
}
