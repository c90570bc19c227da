/** What makes spans and metrics: an entry of its own, so that it is loaded when there is something to make them of. */
export { httpClient } from './http-client.ts';
export { httpServer } from './http-server.ts';
export { createRuntimeInstrumentation } from './runtime.ts';
export { undiciClient } from './undici.ts';
