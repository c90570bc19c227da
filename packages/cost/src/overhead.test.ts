import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { setOwnerSlot } from '@spanwise/semconv';
import { createTracerProvider } from '@spanwise/trace';
import { createAccount } from './account.ts';
import { createCostProcessor } from './processor.ts';

const attributes = {
  'http.request.method': 'GET',
  'http.response.status_code': 200,
  'network.protocol.version': '1.1',
  'server.address': 'orders',
  'server.port': 80,
  'url.full': 'http://orders/orders/1',
};

/** Nanoseconds of CPU for a span, the least of some rounds: others use this machine, too. */
function nanosOfSpan(processors: SpanProcessor[]): number {
  const resource = resourceFromAttributes({});
  const tracer = createTracerProvider({ resource, spanProcessors: processors }).getTracer('test');
  const requests = 5000;
  const round = (): number => {
    const before = process.cpuUsage();
    for (let index = 0; index < requests; index++) {
      const context = setOwnerSlot(ROOT_CONTEXT, createAccount());
      const root = tracer.startSpan('GET', { kind: SpanKind.SERVER, attributes }, context);
      const within = trace.setSpan(context, root);
      for (let call = 0; call < 3; call++) tracer.startSpan('GET', { kind: SpanKind.CLIENT, attributes }, within).end();
      root.end();
    }
    return (process.cpuUsage(before).user * 1000) / (requests * 4);
  };
  return Math.min(...Array.from({ length: 12 }, round));
}

it('a span without cost costs less than a microsecond more', () => {
  const end: SpanProcessor = { onStart() {}, onEnd() {}, async forceFlush() {}, async shutdown() {} };
  const without = nanosOfSpan([end]);
  const meter = (): never => assert.fail('there is nothing to meter');
  const more = nanosOfSpan([createCostProcessor({ meter }), end]) - without;
  assert.ok(more < 1000, `${Math.round(more)} ns more than ${Math.round(without)} ns`);
});
