import { type Context, createContextKey, type Span } from '@opentelemetry/api';

// The names that @opentelemetry/api and @opentelemetry/core give these keys; keys are global symbols.
const SPAN = createContextKey('OpenTelemetry Context Key SPAN');
const BAGGAGE = createContextKey('OpenTelemetry Baggage Key');
const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
const RPC = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');
// The account of a request, which every request opens: @spanwise/semconv.
const OWNER = createContextKey('spanwise.owner');

const NONE: readonly unknown[] = [];

/**
 * The API's Context with a field for each key that a request sets, so setting one copies six fields and no map.
 * Immutable: whatever sets a value gives a new context.
 */
export class SlotContext implements Context {
  // `declare`: a plain declaration stores undefined first, a third of the cost of a context.
  declare private readonly _span: unknown;
  declare private readonly _baggage: unknown;
  declare private readonly _suppressed: unknown;
  declare private readonly _rpc: unknown;
  declare private readonly _owner: unknown;
  /** Other keys: key, value, key, value. Few, so a search beats a Map and the copy is small. */
  declare private readonly _rest: readonly unknown[];

  constructor(
    span: unknown,
    baggage: unknown,
    suppressed: unknown,
    rpc: unknown,
    owner: unknown,
    rest: readonly unknown[],
  ) {
    this._span = span;
    this._baggage = baggage;
    this._suppressed = suppressed;
    this._rpc = rpc;
    this._owner = owner;
    this._rest = rest;
  }

  getValue(key: symbol): unknown {
    switch (key) {
      case SPAN:
        return this._span;
      case BAGGAGE:
        return this._baggage;
      case SUPPRESSED:
        return this._suppressed;
      case RPC:
        return this._rpc;
      case OWNER:
        return this._owner;
    }
    const rest = this._rest;
    for (let index = 0; index < rest.length; index += 2) if (rest[index] === key) return rest[index + 1];
    return undefined;
  }

  setValue(key: symbol, value: unknown): SlotContext {
    switch (key) {
      case SPAN:
        return new SlotContext(value, this._baggage, this._suppressed, this._rpc, this._owner, this._rest);
      case BAGGAGE:
        return new SlotContext(this._span, value, this._suppressed, this._rpc, this._owner, this._rest);
      case SUPPRESSED:
        return new SlotContext(this._span, this._baggage, value, this._rpc, this._owner, this._rest);
      case RPC:
        return new SlotContext(this._span, this._baggage, this._suppressed, value, this._owner, this._rest);
      case OWNER:
        return new SlotContext(this._span, this._baggage, this._suppressed, this._rpc, value, this._rest);
    }
    return this._withRest(withEntry(this._rest, key, value));
  }

  deleteValue(key: symbol): SlotContext {
    if (key === SPAN || key === BAGGAGE || key === SUPPRESSED || key === RPC || key === OWNER) {
      return this.setValue(key, undefined);
    }
    const at = indexOfKey(this._rest, key);
    if (at < 0) return this;
    const rest = this._rest.slice();
    rest.splice(at, 2);
    return this._withRest(rest);
  }

  private _withRest(rest: readonly unknown[]): SlotContext {
    return new SlotContext(this._span, this._baggage, this._suppressed, this._rpc, this._owner, rest);
  }

  /** The span of a context; for one of ours without comparing keys. */
  static spanOf(context: Context): Span | undefined {
    return ((context instanceof SlotContext ? context._span : context.getValue(SPAN)) as Span | undefined) || undefined;
  }

  /** `context` with another span. */
  static withSpan(context: Context, span: Span | undefined): Context {
    const own = SlotContext.adopt(context);
    if (own instanceof SlotContext)
      return new SlotContext(span, own._baggage, own._suppressed, own._rpc, own._owner, own._rest);
    return span === undefined ? own.deleteValue(SPAN) : own.setValue(SPAN, span);
  }

  /**
   * The same values in a context of ours, if `context` is one of the API's own class; else `context` itself. Requests
   * begin with the API's ROOT_CONTEXT, and every context made from it would copy maps.
   */
  static adopt(context: Context): Context {
    if (context instanceof SlotContext) return context;
    const values = (context as { _currentContext?: unknown })._currentContext;
    if (!(values instanceof Map)) return context;
    let own = ROOT;
    for (const [key, value] of values) own = own.setValue(key, value);
    return own;
  }

  /** Whether @opentelemetry/core's `suppressTracing` was applied. */
  static isSuppressed(context: Context): boolean {
    return (context instanceof SlotContext ? context._suppressed : context.getValue(SUPPRESSED)) === true;
  }
}

/** The same context, in which no spans are made and no headers are sent; @opentelemetry/core's function by that name. */
export function suppressTracing(context: Context): Context {
  return context.setValue(SUPPRESSED, true);
}

/** The context without values. */
export const ROOT: SlotContext = new SlotContext(undefined, undefined, undefined, undefined, undefined, NONE);

function indexOfKey(rest: readonly unknown[], key: symbol): number {
  for (let index = 0; index < rest.length; index += 2) if (rest[index] === key) return index;
  return -1;
}

function withEntry(rest: readonly unknown[], key: symbol, value: unknown): readonly unknown[] {
  const at = indexOfKey(rest, key);
  if (at < 0) return [...rest, key, value];
  const copy = rest.slice();
  copy[at + 1] = value;
  return copy;
}
