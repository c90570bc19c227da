import type { IncomingMessage } from 'node:http';
import type { Attributes } from '@opentelemetry/api';
import { defaultPort, parseAuthority } from './authority.ts';
import type { Connection } from './connection.ts';
import { isForwarded, readForwarded } from './forwarded.ts';
import { requestHeader } from './request-header.ts';

/**
 * The attributes that the span of a request starts with. They are always the same keys, so that all requests share a
 * shape; those that are undefined are not recorded.
 *
 * @param method `http.request.method`
 */
export function serverAttributes(request: IncomingMessage, method: string, connection: Connection): Attributes {
  const target = request.url!;
  const hostHeader = requestHeader(request, 'host');
  connection.readHost(hostHeader);
  let { scheme, peerAddress: client, serverAddress: address, serverPort: port } = connection;
  if (isForwarded(request)) {
    const forwarded = readForwarded(request.headers);
    client = forwarded.client ?? client;
    scheme = forwarded.scheme ?? scheme;
    const host = forwarded.host ?? hostHeader;
    if (host !== undefined) {
      const authority = parseAuthority(host);
      address = authority.host;
      port = authority.port ?? defaultPort(scheme);
    }
  }
  const path = pathOf(target);
  const mark = path.indexOf('?');
  return {
    'http.request.method': method,
    'http.request.method_original': method === request.method ? undefined : request.method,
    'url.scheme': scheme,
    'url.path': mark < 0 ? path : path.slice(0, mark),
    'url.query': mark < 0 || mark === path.length - 1 ? undefined : path.slice(mark + 1),
    'server.address': address,
    'server.port': port,
    'client.address': client,
    'network.peer.address': connection.peerAddress,
    'network.peer.port': connection.peerPort,
    'network.protocol.version': request.httpVersion,
    'user_agent.original': requestHeader(request, 'user-agent'),
  };
}

const SLASH = 0x2f;

/** The path and query of a request target, which may also be a whole URL: https://www.rfc-editor.org/rfc/rfc9112#section-3.2 */
function pathOf(target: string): string {
  if (target.charCodeAt(0) === SLASH) return target;
  const authority = target.indexOf('://');
  if (authority < 0) return target;
  const start = target.slice(authority + 3).search(/[/?]/);
  if (start < 0) return '/';
  const path = target.slice(authority + 3 + start);
  return path.charCodeAt(0) === SLASH ? path : `/${path}`;
}
