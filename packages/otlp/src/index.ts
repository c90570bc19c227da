export type { Destination, Signal } from './destination.ts';
export { createSpanEncoder, type SpanEncoder, type SpanEncoderOptions } from './encode.ts';
export { fromReadableSpan, type ReadableSpanLike } from './encode-readable.ts';
export type { EncodableResource, EncodableScope } from './encode-scope.ts';
export type {
  EncodableContext,
  EncodableEvent,
  EncodableLink,
  EncodableSpan,
  TimeAnchor,
} from './encode-span.ts';
export type { HeldSpans } from './held.ts';
export { createSender, type Sender, type SenderOptions, type SenderStats, type SignalStats } from './sender.ts';
