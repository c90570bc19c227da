import type { EncodableContext, EncodableEvent, EncodableLink, EncodableSpan, TimeAnchor } from './encode-span.ts';
import type { AttributeMap } from './encode-value.ts';

/** What is read of a `ReadableSpan` of any OpenTelemetry JS SDK. */
export interface ReadableSpanLike {
  readonly name: string;
  readonly kind: number;
  spanContext(): EncodableContext;
  readonly parentSpanContext?: EncodableContext;
  readonly startTime: readonly [number, number];
  readonly endTime: readonly [number, number];
  readonly status: { readonly code: number; readonly message?: string };
  readonly attributes: AttributeMap;
  readonly links: readonly EncodableLink[];
  readonly events: readonly EncodableEvent[];
  readonly droppedAttributesCount: number;
  readonly droppedEventsCount: number;
  readonly droppedLinksCount: number;
}

/** Turns another SDK's span, or a wrapper that a processor put around one of ours, into what the encoder takes. */
export function fromReadableSpan(span: ReadableSpanLike): EncodableSpan {
  const context = span.spanContext();
  const parent = span.parentSpanContext;
  return {
    traceId0: word(context.traceId, 0),
    traceId1: word(context.traceId, 8),
    traceId2: word(context.traceId, 16),
    traceId3: word(context.traceId, 24),
    spanId0: word(context.spanId, 0),
    spanId1: word(context.spanId, 8),
    parentId0: parent === undefined ? 0 : word(parent.spanId, 0),
    parentId1: parent === undefined ? 0 : word(parent.spanId, 8),
    parentIsRemote: parent?.isRemote === true,
    traceFlags: context.traceFlags,
    traceState: context.traceState,
    name: span.name,
    kind: span.kind,
    startAnchor: secondsAnchor(span.startTime),
    startMillis: span.startTime[1] / 1e6,
    endAnchor: secondsAnchor(span.endTime),
    endMillis: span.endTime[1] / 1e6,
    attributeKeys: [],
    attributeValues: [],
    attributeMap: span.attributes ?? {},
    droppedAttributesCount: span.droppedAttributesCount,
    eventList: span.events,
    droppedEventsCount: span.droppedEventsCount,
    linkList: span.links,
    droppedLinksCount: span.droppedLinksCount,
    statusCode: span.status.code,
    statusMessage: span.status.message,
  };
}

function word(hex: string, start: number): number {
  return Number.parseInt(hex.slice(start, start + 8), 16) | 0;
}

function secondsAnchor(time: readonly [number, number]): TimeAnchor {
  return { epochMicros: time[0] * 1e6 };
}
