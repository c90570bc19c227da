import { type Subscribers, subscribeLazily } from './channels.ts';
import type { Instrumentation } from './instrumentation.ts';

/**
 * Makes the instrumentation of `node:http` and `node:https`, servers and clients, which hears of requests by Node.js's
 * own channels (https://nodejs.org/api/diagnostics_channel.html#http). `node:http2` has no spans, as upstream.
 *
 * @param server gives what `httpServer` makes; called with the first request
 * @param client gives what `httpClient` makes
 */
export function createHttpInstrumentation(server: () => Subscribers, client: () => Subscribers): Instrumentation {
  return {
    name: 'http',
    targets: [],
    start() {
      subscribeLazily('http', ['http.server.request.start'], server);
      subscribeLazily('http', ['http.client.request.created', 'http.client.response.finish'], client);
    },
  };
}

/**
 * Makes the instrumentation of undici and of the global `fetch`, which is undici inside of Node.js, by its channels:
 * https://undici.nodejs.org/#/docs/api/DiagnosticsChannel
 *
 * @param subscribers gives what `undiciClient` makes; called with the first request
 */
export function createUndiciInstrumentation(subscribers: () => Subscribers): Instrumentation {
  const channels = ['request:create', 'client:sendHeaders', 'request:headers', 'request:trailers', 'request:error'];
  return {
    name: 'undici',
    targets: [],
    start: () =>
      subscribeLazily(
        'undici',
        channels.map((name) => `undici:${name}`),
        subscribers,
      ),
  };
}
