import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createContextKey, propagation, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { getRPCMetadata, isTracingSuppressed, RPCType, setRPCMetadata, suppressTracing } from '@opentelemetry/core';
import { ROOT, SlotContext } from './context.ts';

const span = trace.wrapSpanContext({ traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 });
const own = createContextKey('own');
const other = createContextKey('other');

describe('context', () => {
  it("holds what the API's and the SDK's helpers set", () => {
    const baggage = propagation.createBaggage({ a: { value: '1' } });
    let context = trace.setSpan(ROOT, span);
    context = propagation.setBaggage(context, baggage);
    context = suppressTracing(context);
    context = setRPCMetadata(context, { type: RPCType.HTTP, span, route: '/' });
    context = context.setValue(own, 1);
    assert.equal(trace.getSpan(context), span);
    assert.equal(propagation.getBaggage(context), baggage);
    assert.equal(isTracingSuppressed(context), true);
    assert.equal(getRPCMetadata(context)?.route, '/');
    assert.equal(context.getValue(own), 1);
  });

  for (const key of [
    own,
    createContextKey('OpenTelemetry Baggage Key'),
    createContextKey('OpenTelemetry Context Key SPAN'),
  ]) {
    it(`setting and deleting ${String(key)} leaves the context it came from alone`, () => {
      const one = ROOT.setValue(key, 1);
      const two = one.setValue(key, 2);
      const none = two.deleteValue(key);
      assert.deepEqual(
        [ROOT, one, two, none].map((context) => context.getValue(key)),
        [undefined, 1, 2, undefined],
      );
    });
  }

  it('keeps other keys when one changes', () => {
    const context = ROOT.setValue(own, 1).setValue(other, 2).setValue(own, 3);
    assert.deepEqual([context.getValue(own), context.getValue(other)], [3, 2]);
    const less = trace.setSpan(context.deleteValue(own), span);
    assert.deepEqual([less.getValue(own), less.getValue(other), trace.getSpan(less)], [undefined, 2, span]);
    assert.equal(less.deleteValue(own), less);
  });

  it("works with contexts of the API's own class", () => {
    const foreign = suppressTracing(ROOT_CONTEXT.setValue(own, 1));
    const context = SlotContext.withSpan(foreign, span);
    assert.equal(SlotContext.spanOf(context), span);
    assert.equal(context.getValue(own), 1);
    assert.equal(SlotContext.isSuppressed(context), true);
    assert.equal(SlotContext.spanOf(SlotContext.withSpan(context, undefined)), undefined);
  });

  it("adopts contexts of the API's own class with all their values, and no others", () => {
    const foreign = suppressTracing(trace.setSpan(ROOT_CONTEXT.setValue(own, 1), span));
    const adopted = SlotContext.adopt(foreign);
    assert.ok(adopted instanceof SlotContext);
    assert.deepEqual([adopted.getValue(own), trace.getSpan(adopted), isTracingSuppressed(adopted)], [1, span, true]);
    assert.equal(SlotContext.adopt(ROOT_CONTEXT), ROOT);
    assert.equal(SlotContext.adopt(adopted), adopted);
    const strange = { getValue: () => 1, setValue: () => strange, deleteValue: () => strange };
    assert.equal(SlotContext.adopt(strange), strange);
    assert.equal(SlotContext.withSpan(strange, span), strange);
  });

  it('takes null for no span', () => {
    assert.equal(SlotContext.spanOf(trace.setSpan(ROOT, null as unknown as Span)), undefined);
  });
});
