import {
  type Context,
  isSpanContextValid,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
} from '@opentelemetry/api';
import { SlotContext } from './context.ts';
import { trimWhitespace } from './header-text.ts';
import { NOT_HEX, parseByte, parseWord } from './hex.ts';
import { RANDOM, SAMPLED } from './identity.ts';
import { NonRecordingSpan } from './non-recording-span.ts';
import { parseTraceState } from './trace-state.ts';

const TRACEPARENT = 'traceparent';
const TRACESTATE = 'tracestate';
const DASH = 0x2d;
const LENGTH = 55;

/** W3C Trace Context level 2: https://www.w3.org/TR/trace-context-2/ */
export const traceContextPropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter): void {
    const span = SlotContext.spanOf(context);
    if (span === undefined || SlotContext.isSuppressed(context)) return;
    const spanContext = span.spanContext();
    if (!isSpanContextValid(spanContext)) return;
    const { traceFlags, traceState } = spanContext;
    // Another SDK's ids may be in capitals, which the API allows and the header does not.
    const traceId = spanContext.traceId.toLowerCase();
    const spanId = spanContext.spanId.toLowerCase();
    // Flags that level 2 does not define have to be zero: https://www.w3.org/TR/trace-context-2/#other-flags
    setter.set(carrier, TRACEPARENT, `00-${traceId}-${spanId}-0${traceFlags & 3}`);
    const state = traceState?.serialize();
    if (state) setter.set(carrier, TRACESTATE, state);
  },

  extract(context: Context, carrier: unknown, getter: TextMapGetter): Context {
    const header = single(getter.get(carrier, TRACEPARENT));
    const parent = header === undefined ? undefined : parseTraceParent(header);
    if (parent === undefined) return context;
    const states = getter.get(carrier, TRACESTATE);
    // Several header lines are one list: https://www.rfc-editor.org/rfc/rfc9110#section-5.3
    const state = Array.isArray(states) ? states.join(',') : states;
    const traceState = typeof state === 'string' ? parseTraceState(state) : undefined;
    const span = new NonRecordingSpan(
      parent.traceId0,
      parent.traceId1,
      parent.traceId2,
      parent.traceId3,
      parent.spanId0,
      parent.spanId1,
      parent.flags,
      traceState,
      true,
    );
    return SlotContext.withSpan(context, span);
  },

  fields: () => [TRACEPARENT, TRACESTATE],
};

// More than one traceparent cannot be told apart, so none counts.
function single(header: string | string[] | undefined): string | undefined {
  const value = Array.isArray(header) && header.length === 1 ? header[0] : header;
  return typeof value === 'string' ? value : undefined;
}

interface TraceParent {
  readonly traceId0: number;
  readonly traceId1: number;
  readonly traceId2: number;
  readonly traceId3: number;
  readonly spanId0: number;
  readonly spanId1: number;
  readonly flags: number;
}

// Undefined when the header is against https://www.w3.org/TR/trace-context-2/#traceparent-header-field-values or, for
// a version that is not known, against https://www.w3.org/TR/trace-context-2/#versioning-of-traceparent
function parseTraceParent(header: string): TraceParent | undefined {
  const text = trimWhitespace(header);
  if (text.length < LENGTH) return undefined;
  const version = parseByte(text, 0);
  if (version === NOT_HEX || version === 0xff) return undefined;
  if (text.length > LENGTH && (version === 0 || text.charCodeAt(LENGTH) !== DASH)) return undefined;
  if (text.charCodeAt(2) !== DASH || text.charCodeAt(35) !== DASH || text.charCodeAt(52) !== DASH) return undefined;
  const traceId0 = parseWord(text, 3);
  const traceId1 = parseWord(text, 11);
  const traceId2 = parseWord(text, 19);
  const traceId3 = parseWord(text, 27);
  const spanId0 = parseWord(text, 36);
  const spanId1 = parseWord(text, 44);
  const flags = parseByte(text, 53);
  if (traceId0 === NOT_HEX || traceId1 === NOT_HEX || traceId2 === NOT_HEX || traceId3 === NOT_HEX) return undefined;
  if (spanId0 === NOT_HEX || spanId1 === NOT_HEX || flags === NOT_HEX) return undefined;
  if ((traceId0 | traceId1 | traceId2 | traceId3) === 0 || (spanId0 | spanId1) === 0) return undefined;
  return { traceId0, traceId1, traceId2, traceId3, spanId0, spanId1, flags: flags & (SAMPLED | RANDOM) };
}
