import type { Attributes } from '@opentelemetry/api';

/**
 * What costs look at: `host` is the one that a client calls, `peer` the other end of a server's connection, which former
 * instrumentations know only at its end, and `client` who asks a server, whatever is in between.
 */
type HttpFact = 'host' | 'peer' | 'client' | 'url' | 'method' | 'requestBytes' | 'responseBytes';

// The stable names, and those before them, which the instrumentations of SDK 2 write by default.
// https://opentelemetry.io/docs/specs/semconv/non-normative/http-migration/
const names: Record<HttpFact, readonly string[]> = {
  host: ['server.address', 'net.peer.name'],
  peer: ['network.peer.address', 'net.sock.peer.addr', 'net.peer.ip'],
  client: ['client.address', 'http.client_ip', 'net.sock.peer.addr', 'net.peer.ip'],
  url: ['url.full', 'http.url'],
  method: ['http.request.method', 'http.method'],
  requestBytes: ['http.request.body.size', 'http.request_content_length', 'http.request_content_length_uncompressed'],
  responseBytes: [
    'http.response.body.size',
    'http.response_content_length',
    'http.response_content_length_uncompressed',
  ],
};

/** What a span of HTTP says, by the stable name or a former one; undefined when it says nothing of it. */
export function httpAttribute(attributes: Attributes, what: HttpFact): Attributes[string] {
  for (const name of names[what]) {
    const value = attributes[name];
    if (value !== undefined) return value;
  }
  return undefined;
}
