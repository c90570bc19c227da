import { isValidSpanId, isValidTraceId, type SpanContext, type TraceState } from '@opentelemetry/api';
import { parseWord, spanIdHex, traceIdHex } from './hex.ts';

/** W3C trace flags of level 2. */
export const SAMPLED = 0x01;
export const RANDOM = 0x02;

/**
 * Who a span is: its ids as words, its flags and trace state. Hex and the SpanContext object are made when somebody
 * asks.
 */
export class SpanIdentity {
  // `declare`, here and below: a plain declaration stores undefined first, and the constructor runs for each span.
  declare traceId0: number;
  declare traceId1: number;
  declare traceId2: number;
  declare traceId3: number;
  declare spanId0: number;
  declare spanId1: number;
  declare private _traceFlags: number;
  declare private _traceState: TraceState | undefined;
  declare readonly isRemote: boolean;
  private _context: SpanContext | undefined = undefined;

  constructor(
    traceId0: number,
    traceId1: number,
    traceId2: number,
    traceId3: number,
    spanId0: number,
    spanId1: number,
    traceFlags: number,
    traceState: TraceState | undefined,
    isRemote: boolean,
  ) {
    this.traceId0 = traceId0;
    this.traceId1 = traceId1;
    this.traceId2 = traceId2;
    this.traceId3 = traceId3;
    this.spanId0 = spanId0;
    this.spanId1 = spanId1;
    this._traceFlags = traceFlags;
    this._traceState = traceState;
    this.isRemote = isRemote;
  }

  // Programs write to the object that spanContext() gave them, so once it exists it is the truth.
  get traceFlags(): number {
    return this._context === undefined ? this._traceFlags : this._context.traceFlags;
  }

  get traceState(): TraceState | undefined {
    return this._context === undefined ? this._traceState : this._context.traceState;
  }

  /** The API's SpanContext; the same object every time. */
  spanContext(): SpanContext {
    let context = this._context;
    if (context === undefined) {
      context = {
        traceId: traceIdHex(this.traceId0, this.traceId1, this.traceId2, this.traceId3),
        spanId: spanIdHex(this.spanId0, this.spanId1),
        traceFlags: this._traceFlags,
        traceState: this._traceState,
      };
      if (this.isRemote) context.isRemote = true;
      this._context = context;
    }
    return context;
  }

  /** Whether neither id is all zeros. */
  isValid(): boolean {
    return (this.traceId0 | this.traceId1 | this.traceId2 | this.traceId3) !== 0 && (this.spanId0 | this.spanId1) !== 0;
  }
}

/** Reads the SpanContext of a span of another SDK; undefined when its ids are not valid. */
export function identityOf(context: SpanContext | undefined): SpanIdentity | undefined {
  if (!context || !isValidTraceId(context.traceId) || !isValidSpanId(context.spanId)) return undefined;
  const traceId = context.traceId.toLowerCase();
  const spanId = context.spanId.toLowerCase();
  return new SpanIdentity(
    parseWord(traceId, 0),
    parseWord(traceId, 8),
    parseWord(traceId, 16),
    parseWord(traceId, 24),
    parseWord(spanId, 0),
    parseWord(spanId, 8),
    context.traceFlags,
    context.traceState,
    context.isRemote === true,
  );
}
