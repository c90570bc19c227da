import { type Context, createContextKey, type Span } from '@opentelemetry/api';

// The names that @opentelemetry/api and @opentelemetry/core give these keys; keys are global symbols.
const SPAN = createContextKey('OpenTelemetry Context Key SPAN');
const BAGGAGE = createContextKey('OpenTelemetry Baggage Key');
const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');
const RPC = createContextKey('OpenTelemetry SDK Context Key RPC_METADATA');

const NONE: readonly unknown[] = [];

/**
 * The API's Context with a field for each key that a request sets, so setting one copies five fields and no map.
 * Immutable: whatever sets a value gives a new context.
 */
export class SlotContext implements Context {
  readonly #span: unknown;
  readonly #baggage: unknown;
  readonly #suppressed: unknown;
  readonly #rpc: unknown;
  /** Other keys: key, value, key, value. Few, so a search beats a Map and the copy is small. */
  readonly #rest: readonly unknown[];

  constructor(span: unknown, baggage: unknown, suppressed: unknown, rpc: unknown, rest: readonly unknown[]) {
    this.#span = span;
    this.#baggage = baggage;
    this.#suppressed = suppressed;
    this.#rpc = rpc;
    this.#rest = rest;
  }

  getValue(key: symbol): unknown {
    switch (key) {
      case SPAN:
        return this.#span;
      case BAGGAGE:
        return this.#baggage;
      case SUPPRESSED:
        return this.#suppressed;
      case RPC:
        return this.#rpc;
    }
    const rest = this.#rest;
    for (let index = 0; index < rest.length; index += 2) if (rest[index] === key) return rest[index + 1];
    return undefined;
  }

  setValue(key: symbol, value: unknown): SlotContext {
    switch (key) {
      case SPAN:
        return new SlotContext(value, this.#baggage, this.#suppressed, this.#rpc, this.#rest);
      case BAGGAGE:
        return new SlotContext(this.#span, value, this.#suppressed, this.#rpc, this.#rest);
      case SUPPRESSED:
        return new SlotContext(this.#span, this.#baggage, value, this.#rpc, this.#rest);
      case RPC:
        return new SlotContext(this.#span, this.#baggage, this.#suppressed, value, this.#rest);
    }
    return this.#withRest(withEntry(this.#rest, key, value));
  }

  deleteValue(key: symbol): SlotContext {
    if (key === SPAN || key === BAGGAGE || key === SUPPRESSED || key === RPC) return this.setValue(key, undefined);
    const at = indexOfKey(this.#rest, key);
    if (at < 0) return this;
    const rest = this.#rest.slice();
    rest.splice(at, 2);
    return this.#withRest(rest);
  }

  #withRest(rest: readonly unknown[]): SlotContext {
    return new SlotContext(this.#span, this.#baggage, this.#suppressed, this.#rpc, rest);
  }

  /** The span of a context; for one of ours without comparing keys. */
  static spanOf(context: Context): Span | undefined {
    return ((#span in context ? context.#span : context.getValue(SPAN)) as Span | undefined) || undefined;
  }

  /** `context` with another span. */
  static withSpan(context: Context, span: Span | undefined): Context {
    if (!(#span in context)) return span === undefined ? context.deleteValue(SPAN) : context.setValue(SPAN, span);
    return new SlotContext(span, context.#baggage, context.#suppressed, context.#rpc, context.#rest);
  }

  /** Whether @opentelemetry/core's `suppressTracing` was applied. */
  static isSuppressed(context: Context): boolean {
    return (#span in context ? context.#suppressed : context.getValue(SUPPRESSED)) === true;
  }
}

/** The context without values. */
export const ROOT: SlotContext = new SlotContext(undefined, undefined, undefined, undefined, NONE);

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
