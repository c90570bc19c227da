import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeTraces, spansOf } from './encode.fixture.ts';
import { createSpanEncoder } from './encode.ts';
import type { EncodableSpan } from './encode-span.ts';
import type { HeldSpans } from './held.ts';

const resource = { attributes: { 'service.name': 'shop' } };
const scopes = [{ name: 'http', version: '1.0.0' }, { name: 'pg' }] as const;
const state = (text: string): EncodableSpan['traceState'] => ({ serialize: () => text });

function span(id: number, change: Partial<EncodableSpan> = {}): EncodableSpan {
  return {
    ...{ traceId0: 1, traceId1: 2, traceId2: 3, traceId3: 4, spanId0: 5, spanId1: id, parentId0: 0, parentId1: id - 1 },
    ...{ parentIsRemote: false, traceFlags: 1, traceState: undefined, name: `span ${id}`, kind: 1 },
    ...{ startAnchor: { epochMicros: 1_790_000_000_000_000 }, startMillis: id },
    ...{ endAnchor: { epochMicros: 1_790_000_000_000_000 }, endMillis: id + 1.5 },
    ...{ attributeKeys: ['a', 'b'], attributeValues: ['text', id], attributeMap: undefined, droppedAttributesCount: 0 },
    ...{ eventList: [{ name: 'event', time: [1_790_000_000, 5] as const }], droppedEventsCount: 0 },
    ...{ linkList: undefined, droppedLinksCount: 0, statusCode: 2, statusMessage: 'failed' },
    ...change,
  };
}

for (const format of ['protobuf', 'json'] as const) {
  describe(`held spans, ${format}`, () => {
    const encoder = (): { out: ReturnType<typeof createSpanEncoder>; spans: () => unknown[]; bodies: Uint8Array[] } => {
      const bodies: Uint8Array[] = [];
      const out = createSpanEncoder({ format, enqueue: (_signal, body) => bodies.push(body) });
      const decode = (body: Uint8Array): unknown[] =>
        format === 'protobuf'
          ? spansOf(decodeTraces(body))
          : JSON.parse(Buffer.from(body).toString()).resourceSpans.flatMap(
              (one: { scopeSpans: { spans: unknown[] }[] }) => one.scopeSpans.flatMap(({ spans }) => spans),
            );
      const spans = (): unknown[] => {
        out.flush();
        return bodies.splice(0).flatMap(decode);
      };
      return { out, spans, bodies };
    };

    it('leave as sampled spans with the trace state and the attributes that they get', () => {
      const { out, spans } = encoder();
      const held = out.hold();
      held.add(span(1, { traceFlags: 2, traceState: state('ot=th:8') }), scopes[0], resource);
      held.add(span(2, { traceFlags: 0, name: 'x'.repeat(20_000) }), scopes[1], resource);
      held.add(span(3, { traceFlags: 1, attributeMap: {} }), scopes[0], resource);
      assert.ok(held.bytes > 20_000);
      assert.equal(out.size(), 0);
      held.release('ot=th:0,a=1', { 'sampling.rule': 'errors' });
      assert.equal(out.size(), 3);
      const released = spans();

      const traceState = state('ot=th:0,a=1');
      out.encode(span(1, { traceFlags: 3, traceState }), scopes[0], resource);
      out.encode(span(2, { traceFlags: 1, traceState, name: 'x'.repeat(20_000) }), scopes[1], resource);
      const attributeMap = { 'sampling.rule': 'errors' };
      out.encode(span(3, { traceFlags: 1, traceState, attributeMap }), scopes[0], resource);
      assert.deepEqual(released, spans());
      out.shutdown();
    });

    it('added to attributes that are there, and without a trace state', () => {
      const { out, spans } = encoder();
      const held = out.hold();
      held.add(span(1), scopes[0], resource);
      held.release(undefined, { 'sampling.rule': 'errors' });
      const released = spans();
      out.encode(
        span(1, { attributeKeys: ['a', 'b', 'sampling.rule'], attributeValues: ['text', 1, 'errors'] }),
        scopes[0],
        resource,
      );
      assert.deepEqual(released, spans());
      out.shutdown();
    });

    it('of many traces at once do not mix, and what is dropped leaves nothing', () => {
      const { out, spans } = encoder();
      const traces = Array.from({ length: 300 }, (_, trace): [number, HeldSpans] => [trace, out.hold()]);
      for (let round = 0; round < 3; round++) {
        for (const [trace, held] of traces) held.add(span(trace * 10 + round + 1), scopes[round % 2]!, resource);
      }
      for (const [trace, held] of traces) {
        if (trace % 3 === 0) held.release(`ot=th:${trace}`);
        else held.drop();
      }
      const again = out.hold();
      again.add(span(7), scopes[0], resource);
      again.drop();
      const released = spans() as { name: string; traceState: string }[];
      assert.equal(released.length, 300);
      for (const { name, traceState } of released) {
        assert.equal(traceState, `ot=th:${Math.floor(Number(name.slice(5)) / 10)}`);
      }
      out.shutdown();
    });

    it('one that cannot be encoded does not spoil the others', () => {
      const { out, spans } = encoder();
      const held = out.hold();
      held.add(span(1), scopes[0], resource);
      const broken = {
        get name(): string {
          throw new Error('broken');
        },
      };
      assert.throws(() =>
        held.add(Object.defineProperties(span(2), Object.getOwnPropertyDescriptors(broken)), scopes[0], resource),
      );
      held.add(span(3), scopes[0], resource);
      held.release('ot=th:0');
      assert.deepEqual(
        (spans() as { name: string }[]).map(({ name }) => name),
        ['span 1', 'span 3'],
      );
      out.shutdown();
    });
  });
}
