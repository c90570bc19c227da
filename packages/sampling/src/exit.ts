import type { Attributes, TraceState } from '@opentelemetry/api';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { SAMPLED } from './origin.ts';

/** What is different in the spans of a trace when they leave the keeper; they leave as sampled ones. */
export interface Change {
  readonly traceState: TraceState | undefined;
  /** Added to the local root. */
  readonly attributes?: Attributes;
}

/** Spans of one trace that wait for its decision. */
export interface Held {
  /** Bytes of memory that they take. */
  readonly bytes: number;
  add(span: ReadableSpan): void;
  /** Lets them go on; the attributes are for the span that was added last. */
  release(change: Change): void;
  drop(): void;
}

/** Where the keeper's spans go: the bytes of an encoder, or a span processor of any SDK. */
export interface Exit extends Pick<SpanProcessor, 'forceFlush' | 'shutdown'> {
  /** Takes a span that is not held, as it is. */
  send(span: ReadableSpan): void;
  hold(): Held;
}

/** An exit into a span processor, which gets copies of the spans with what is changed. */
export function exitInto(processor: SpanProcessor): Exit {
  return {
    send: (span) => processor.onEnd(span),
    forceFlush: () => processor.forceFlush(),
    shutdown: () => processor.shutdown(),
    hold() {
      const spans: ReadableSpan[] = [];
      let bytes = 0;
      return {
        get bytes() {
          return bytes;
        },
        add(span) {
          spans.push(span);
          bytes += sizeOf(span);
        },
        release({ traceState, attributes }) {
          const last = spans.length - 1;
          for (const [index, span] of spans.entries()) {
            processor.onEnd(changed(span, traceState, index === last ? attributes : undefined));
          }
          spans.length = 0;
        },
        drop() {
          spans.length = 0;
        },
      };
    },
  };
}

/** One exit for several. */
export function exitIntoAll(exits: readonly Exit[]): Exit {
  if (exits.length === 1) return exits[0]!;
  return {
    send(span) {
      for (const exit of exits) exit.send(span);
    },
    async forceFlush() {
      await Promise.all(exits.map((exit) => exit.forceFlush()));
    },
    async shutdown() {
      await Promise.all(exits.map((exit) => exit.shutdown()));
    },
    hold() {
      const held = exits.map((exit) => exit.hold());
      return {
        get bytes() {
          return held.reduce((sum, one) => sum + one.bytes, 0);
        },
        add(span) {
          for (const one of held) one.add(span);
        },
        release(change) {
          for (const one of held) one.release(change);
        },
        drop() {
          for (const one of held) one.drop();
        },
      };
    },
  };
}

/**
 * A span of SDK 2.x or 3.x as one that was sampled, with another trace state. Copied field by field: what a span keeps
 * in private fields does not show through a wrapper.
 */
function changed(
  span: ReadableSpan,
  traceState: TraceState | undefined,
  attributes: Attributes | undefined,
): ReadableSpan {
  const context = span.spanContext();
  const spanContext = { ...context, traceFlags: context.traceFlags | SAMPLED, traceState };
  return {
    name: span.name,
    kind: span.kind,
    spanContext: () => spanContext,
    parentSpanContext: span.parentSpanContext,
    startTime: span.startTime,
    endTime: span.endTime,
    status: span.status,
    attributes: attributes === undefined ? span.attributes : { ...span.attributes, ...attributes },
    links: span.links,
    events: span.events,
    duration: span.duration,
    ended: span.ended,
    resource: span.resource,
    instrumentationScope: span.instrumentationScope,
    droppedAttributesCount: span.droppedAttributesCount,
    droppedEventsCount: span.droppedEventsCount,
    droppedLinksCount: span.droppedLinksCount,
  };
}

/** Bytes that a span takes in memory, roughly. */
function sizeOf({ name, attributes, events, links }: ReadableSpan): number {
  let bytes = 600 + 2 * name.length + 300 * (events.length + links.length);
  for (const key in attributes) {
    const value = attributes[key];
    bytes += 32 + (typeof value === 'string' ? 2 * value.length : 16);
  }
  return bytes;
}
