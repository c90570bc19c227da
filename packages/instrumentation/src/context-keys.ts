import { type Context, createContextKey, type Span } from '@opentelemetry/api';

// Keys of the API are global symbols, so these are the ones of @opentelemetry/core.
const RPC_METADATA = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** What frameworks find in the context of a request, and tell their route. */
export interface RpcMetadata {
  readonly type: 'http';
  readonly span: Span;
  route?: string | undefined;
  /** How far the request has come in a framework. */
  way?: unknown;
}

export function withRpcMetadata(context: Context, metadata: RpcMetadata): Context {
  return context.setValue(RPC_METADATA, metadata);
}

/** The metadata of the request that `context` belongs to; undefined outside of one. */
export function rpcMetadata(context: Context): RpcMetadata | undefined {
  const metadata = context.getValue(RPC_METADATA) as RpcMetadata | undefined;
  return metadata?.type === 'http' ? metadata : undefined;
}

export function isSuppressed(context: Context): boolean {
  return context.getValue(SUPPRESS_TRACING) === true;
}

export function suppress(context: Context): Context {
  return context.setValue(SUPPRESS_TRACING, true);
}
