import type { ClientRequest } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import { defaultPort, parseAuthority } from './authority.ts';

/** Where a request of `node:http` goes. */
export interface Target {
  readonly host: string;
  /** Undefined when it cannot be told before the connection is there. */
  readonly port: number | undefined;
  readonly scheme: string;
  /** Path and query, without secrets. */
  readonly path: string;
}

/**
 * Reads where a request goes. Node.js keeps the host, but the port only in the Host header that it makes; a program that
 * sets that header itself hides the port.
 */
export function targetOf(request: ClientRequest): Target {
  const scheme = request.protocol.slice(0, -1);
  const { host } = request;
  const header = request.getHeader('host');
  const authority = typeof header === 'string' ? parseAuthority(header) : undefined;
  const port = authority?.host === host ? (authority.port ?? defaultPort(scheme)) : undefined;
  return { host, port, scheme, path: request.path };
}

/** The attributes that the span of a request starts with, with the same keys for all. */
export function clientAttributes(request: ClientRequest, method: string, target: Target): Attributes {
  const userAgent = request.getHeader('user-agent');
  return {
    'http.request.method': method,
    'http.request.method_original': method === request.method ? undefined : request.method,
    'server.address': target.host,
    'server.port': target.port,
    'url.full': urlFull(target, target.port),
    'user_agent.original': userAgent === undefined ? undefined : String(userAgent),
  };
}

/** `url.full` without credentials, which Node.js sends as a header. */
export function urlFull({ host, scheme, path }: Target, port: number | undefined): string {
  // To a proxy, the path is the whole URL.
  if (path.startsWith('http://')) return path;
  const name = host.includes(':') ? `[${host}]` : host;
  return port === undefined || port === defaultPort(scheme)
    ? `${scheme}://${name}${path}`
    : `${scheme}://${name}:${port}${path}`;
}
