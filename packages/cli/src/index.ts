export { decodeRequest } from './decode.ts';
export { formatLog } from './format-log.ts';
export { type FormatOptions, formatTrace } from './format-trace.ts';
export { logToJson, traceToJson } from './json-lines.ts';
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
export { wantsColor } from './style.ts';
export {
  type AssembledTrace,
  createTraceAssembler,
  type TraceAssembler,
  type TraceAssemblerOptions,
} from './trace-assembler.ts';
export { DecodeError } from './values.ts';
