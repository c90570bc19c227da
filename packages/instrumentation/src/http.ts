import manifest from '../package.json' with { type: 'json' };
import { subscribeAll } from './channels.ts';
import { httpClient } from './http-client.ts';
import type { HttpOptions } from './http-options.ts';
import { httpServer } from './http-server.ts';
import type { Instrumentation, Telemetry } from './instrumentation.ts';

const scope = { name: '@spanwise/instrumentation/http', version: manifest.version };

/**
 * Makes the instrumentation of `node:http` and `node:https`, servers and clients, which hears of requests by Node.js's
 * own channels (https://nodejs.org/api/diagnostics_channel.html#http). `node:http2` has no spans, as upstream.
 */
export function createHttpInstrumentation(telemetry: Telemetry, options: HttpOptions): Instrumentation {
  return {
    name: 'http',
    targets: [],
    start() {
      subscribeAll('http', { 'http.server.request.start': httpServer(telemetry, options, scope) });
      subscribeAll('http', { ...httpClient(telemetry, options, scope) });
    },
  };
}
