export { decodeRequest } from './decode.ts';
export type {
  ExponentialBuckets,
  Integer,
  ReceivedAttributes,
  ReceivedBatch,
  ReceivedEvent,
  ReceivedExemplar,
  ReceivedLink,
  ReceivedLog,
  ReceivedMetric,
  ReceivedPoint,
  ReceivedScope,
  ReceivedSpan,
  Signal,
  SpanKind,
} from './received.ts';
export { type Receiver, type ReceiverOptions, startReceiver } from './receiver.ts';
export { DecodeError } from './values.ts';
