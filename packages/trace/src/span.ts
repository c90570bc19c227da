import { type InspectOptionsStylized, inspect } from 'node:util';
import {
  type Attributes,
  diag,
  type Exception,
  type HrTime,
  type Link,
  type SpanContext,
  type SpanKind,
  type SpanStatus,
  type TimeInput,
  type TraceState,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { Span as SdkSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { EncodableSpan, TimeAnchor } from '@spanwise/otlp';
import { attributeSet, setOwn, warnInvalid } from './attribute-set.ts';
import { attributeValue, simpleAttributeValue } from './attribute-value.ts';
import { clockAnchor, clockNow, hrTimeOf, isTimeInput, nanosBetween, type Timestamp, timestampOf } from './clock.ts';
import { exceptionAttributes } from './exception.ts';
import { spanIdHex } from './hex.ts';
import { SpanIdentity } from './identity.ts';
import type { SpanLimits } from './limits.ts';
import type { SpanPipeline } from './pipeline.ts';

/** What all spans of a tracer share. */
export interface SpanOrigin {
  readonly resource: Resource;
  readonly scope: InstrumentationScope;
  readonly limits: SpanLimits;
  readonly pipeline: SpanPipeline;
}

// Past this many attributes a map finds a key sooner than a search through the list.
const INDEXED = 24;

// SpanStatusCode of the API, which is a TypeScript enum.
const UNSET = 0;
const OK = 1;
const ERROR = 2;

const OPEN = 0;
const ENDING = 1;
const ENDED = 2;

// The end of a span that has none yet; a ReadableSpan shows it as [0, 0].
const NO_END: TimeAnchor = { epochMicros: 0 };

/**
 * A recording span. Its fields are flat and always there in the same order; attributes are two lists. What a
 * `ReadableSpan` shows as objects is made by getters when somebody reads it, and from then on is the truth, because
 * processors also write to these objects. The encoder reads the fields.
 */
export class Span extends SpanIdentity implements SdkSpan, EncodableSpan {
  readonly #origin: SpanOrigin;
  readonly parentId0: number;
  readonly parentId1: number;
  readonly parentIsRemote: boolean;
  readonly #parentFlags: number;
  readonly #parentState: TraceState | undefined;
  #parentContext: SpanContext | undefined = undefined;
  name: string;
  kind: SpanKind;
  readonly startAnchor: TimeAnchor;
  readonly startMillis: number;
  // False when the program gave the start: then later times are the clock's own, not relative to the start.
  readonly #clocked: boolean;
  endAnchor: TimeAnchor = NO_END;
  endMillis = 0;
  readonly attributeKeys: string[] = [];
  readonly attributeValues: unknown[] = [];
  attributeMap: Attributes | undefined = undefined;
  #index: Map<string, number> | undefined = undefined;
  droppedAttributesCount = 0;
  eventList: TimedEvent[] | undefined = undefined;
  droppedEventsCount = 0;
  linkList: Link[] | undefined = undefined;
  droppedLinksCount = 0;
  #statusCode = UNSET;
  #statusMessage: string | undefined = undefined;
  #status: SpanStatus | undefined = undefined;
  #state = OPEN;

  constructor(
    origin: SpanOrigin,
    traceId0: number,
    traceId1: number,
    traceId2: number,
    traceId3: number,
    spanId0: number,
    spanId1: number,
    traceFlags: number,
    traceState: TraceState | undefined,
    parent: SpanIdentity | undefined,
    name: string,
    kind: SpanKind,
    startTime: TimeInput | undefined,
  ) {
    super(traceId0, traceId1, traceId2, traceId3, spanId0, spanId1, traceFlags, traceState, false);
    this.#origin = origin;
    // Not the parent itself: a chain of spans would keep all of its members.
    this.parentId0 = parent === undefined ? 0 : parent.spanId0;
    this.parentId1 = parent === undefined ? 0 : parent.spanId1;
    this.parentIsRemote = parent === undefined ? false : parent.isRemote;
    this.#parentFlags = parent === undefined ? 0 : parent.traceFlags;
    this.#parentState = parent === undefined ? undefined : parent.traceState;
    this.name = name;
    this.kind = kind;
    const given = startTime === undefined ? undefined : timestampOf(startTime);
    this.startMillis = given === undefined ? clockNow() : given.millis;
    this.startAnchor = given === undefined ? clockAnchor() : given.anchor;
    this.#clocked = given === undefined;
  }

  /** Whether a value is a span made here and not an object that wraps or inherits from one. */
  static isNative(value: object): value is Span {
    return #origin in value;
  }

  isRecording(): boolean {
    return this.#state !== ENDED;
  }

  setAttribute(key: string, value: unknown): this {
    if (this.#state === ENDED) return this.#refuse('setAttribute');
    if (value === undefined) return this;
    if (typeof key !== 'string' || key.length === 0) {
      warnInvalid(key, value);
      return this;
    }
    this.#put(key, value);
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (typeof attributes !== 'object' || attributes === null) return this;
    const keys = Object.keys(attributes);
    for (let index = 0; index < keys.length; index++) this.setAttribute(keys[index]!, attributes[keys[index]!]);
    return this;
  }

  /** Takes the attributes that a span starts with; unlike `setAttribute` it counts those that are not valid. */
  addStartAttributes(attributes: Readonly<Attributes>): void {
    const keys = Object.keys(attributes);
    for (let index = 0; index < keys.length; index++) {
      const key = keys[index]!;
      const value = attributes[key];
      if (value === undefined) continue;
      if (key.length === 0) {
        warnInvalid(key, value);
        this.droppedAttributesCount++;
      } else if (!this.#put(key, value)) {
        this.droppedAttributesCount++;
      }
    }
  }

  // False when the value is not valid.
  #put(key: string, value: unknown): boolean {
    if (this.attributeMap !== undefined) return this.#putIntoMap(this.attributeMap, key, value);
    const at = this.#indexOf(key);
    if (at < 0 && this.attributeKeys.length >= this.#origin.limits.attributeCountLimit) {
      this.#dropAttribute();
      return true;
    }
    const kept = attributeValue(value, this.#origin.limits.attributeValueLengthLimit);
    if (kept === undefined) {
      warnInvalid(key, value);
      return false;
    }
    if (at >= 0) {
      this.attributeValues[at] = kept;
    } else {
      if (this.#index !== undefined) this.#index.set(key, this.attributeKeys.length);
      this.attributeKeys.push(key);
      this.attributeValues.push(kept);
    }
    return true;
  }

  #putIntoMap(map: Attributes, key: string, value: unknown): boolean {
    if (!Object.hasOwn(map, key) && Object.keys(map).length >= this.#origin.limits.attributeCountLimit) {
      this.#dropAttribute();
      return true;
    }
    const kept = attributeValue(value, this.#origin.limits.attributeValueLengthLimit);
    if (kept === undefined) {
      warnInvalid(key, value);
      return false;
    }
    setOwn(map, key, kept);
    return true;
  }

  #dropAttribute(): void {
    if (this.droppedAttributesCount++ === 0) {
      diag.warn(
        `Span ${this.name} has ${this.#origin.limits.attributeCountLimit} attributes, its limit; others are dropped`,
      );
    }
  }

  #indexOf(key: string): number {
    const keys = this.attributeKeys;
    if (keys.length < INDEXED) {
      for (let index = 0; index < keys.length; index++) if (keys[index] === key) return index;
      return -1;
    }
    this.#index ??= new Map(keys.map((name, index) => [name, index]));
    return this.#index.get(key) ?? -1;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.#state === ENDED) return this.#refuse('addEvent');
    const limits = this.#origin.limits;
    if (limits.eventCountLimit === 0) {
      this.droppedEventsCount++;
      return this;
    }
    const isTime = isTimeInput(attributesOrTime);
    const given = timestampOf(isTime && !isTimeInput(time) ? attributesOrTime : time) ?? this.#now();
    const attributes = isTime ? undefined : attributesOrTime;
    const events = this.events;
    if (events.length >= limits.eventCountLimit) {
      events.shift();
      this.droppedEventsCount++;
    }
    const { attributePerEventCountLimit, attributeValueLengthLimit } = limits;
    events.push({
      name: textOf(name),
      time: hrTimeOf(given.anchor, given.millis),
      ...attributeSet(attributes, attributePerEventCountLimit, attributeValueLengthLimit, simpleAttributeValue),
    });
    return this;
  }

  addLink(link: Link): this {
    if (this.#state === ENDED) return this.#refuse('addLink');
    this.#keepLink(cleanLink(link, this.#origin.limits));
    return this;
  }

  /** Takes a link that the span starts with, already cleaned for the sampler. */
  addStartLink(link: Link): void {
    this.#keepLink(link);
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  #keepLink(link: Link): void {
    const limit = this.#origin.limits.linkCountLimit;
    if (limit === 0) {
      this.droppedLinksCount++;
      return;
    }
    if (this.links.length >= limit) {
      this.links.shift();
      this.droppedLinksCount++;
    }
    this.links.push(link);
  }

  setStatus(status: SpanStatus): this {
    if (this.#state === ENDED) return this.#refuse('setStatus');
    // OK is final, and UNSET never overwrites: https://opentelemetry.io/docs/specs/otel/trace/api/#set-status
    if (status.code === UNSET || this.statusCode === OK) return this;
    let message: string | undefined;
    if (status.code === ERROR && status.message !== undefined && status.message !== null) {
      if (typeof status.message === 'string') message = status.message;
      else diag.warn(`Status message was left out: expected a string, received ${typeof status.message}`);
    }
    this.#statusCode = status.code;
    this.#statusMessage = message;
    this.#status = undefined;
    return this;
  }

  updateName(name: string): this {
    if (this.#state === ENDED) return this.#refuse('updateName');
    this.name = textOf(name);
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const attributes = exceptionAttributes(exception);
    if (attributes === undefined) {
      diag.warn(`Exception was not recorded: expected a string or an error, received ${typeof exception}`);
      return;
    }
    this.addEvent('exception', attributes, time);
  }

  end(endTime?: TimeInput): void {
    if (this.#state !== OPEN) {
      diag.error(`Span ${this.name} ${spanIdHex(this.spanId0, this.spanId1)} was ended more than once`);
      return;
    }
    const given = endTime === undefined ? undefined : timestampOf(endTime);
    if (given === undefined) {
      this.endMillis = clockNow();
      this.endAnchor = this.#clocked ? this.startAnchor : clockAnchor();
    } else {
      this.endMillis = given.millis;
      this.endAnchor = given.anchor;
    }
    if (nanosBetween(this.startAnchor, this.startMillis, this.endAnchor, this.endMillis) < 0) {
      diag.warn(`Span ${this.name} ended before it started; its duration is set to 0`);
      this.endMillis = this.startMillis;
      this.endAnchor = this.startAnchor;
    }
    const pipeline = this.#origin.pipeline;
    this.#state = ENDING;
    pipeline.onEnding(this);
    this.#state = ENDED;
    pipeline.onEnd(this);
  }

  #now(): Timestamp {
    const millis = clockNow();
    return { anchor: this.#clocked ? this.startAnchor : clockAnchor(), millis };
  }

  #refuse(method: string): this {
    diag.warn(`Span ${this.name} ${spanIdHex(this.spanId0, this.spanId1)} has ended: ${method}() does nothing`);
    return this;
  }

  get resource(): Resource {
    return this.#origin.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this.#origin.scope;
  }

  get parentSpanContext(): SpanContext | undefined {
    if ((this.parentId0 | this.parentId1) === 0) return undefined;
    this.#parentContext ??= new SpanIdentity(
      this.traceId0,
      this.traceId1,
      this.traceId2,
      this.traceId3,
      this.parentId0,
      this.parentId1,
      this.#parentFlags,
      this.#parentState,
      this.parentIsRemote,
    ).spanContext();
    return this.#parentContext;
  }

  get startTime(): HrTime {
    return hrTimeOf(this.startAnchor, this.startMillis);
  }

  get endTime(): HrTime {
    return hrTimeOf(this.endAnchor, this.endMillis);
  }

  get duration(): HrTime {
    if (this.endAnchor === NO_END) return [-1, -1];
    const nanos = nanosBetween(this.startAnchor, this.startMillis, this.endAnchor, this.endMillis);
    return [Math.floor(nanos / 1e9), nanos % 1e9];
  }

  get ended(): boolean {
    return this.#state === ENDED;
  }

  get attributes(): Attributes {
    if (this.attributeMap === undefined) {
      const map: Attributes = {};
      const keys = this.attributeKeys;
      for (let index = 0; index < keys.length; index++) setOwn(map, keys[index]!, this.attributeValues[index]);
      this.attributeMap = map;
    }
    return this.attributeMap;
  }

  set attributes(attributes: Attributes) {
    this.attributeMap = attributes;
  }

  get events(): TimedEvent[] {
    this.eventList ??= [];
    return this.eventList;
  }

  set events(events: TimedEvent[]) {
    this.eventList = events;
  }

  get links(): Link[] {
    this.linkList ??= [];
    return this.linkList;
  }

  set links(links: Link[]) {
    this.linkList = links;
  }

  get statusCode(): number {
    return this.#status === undefined ? this.#statusCode : this.#status.code;
  }

  get statusMessage(): string | undefined {
    return this.#status === undefined ? this.#statusMessage : this.#status.message;
  }

  get status(): SpanStatus {
    if (this.#status === undefined) {
      this.#status = { code: this.#statusCode };
      if (this.#statusMessage !== undefined) this.#status.message = this.#statusMessage;
    }
    return this.#status;
  }

  set status(status: SpanStatus) {
    this.#status = status;
  }
}

// Like upstream's spans: console.log shows what a ReadableSpan shows, not how it is kept.
Object.defineProperty(Span.prototype, inspect.custom, {
  value(this: Span, depth: number, options: InspectOptionsStylized): string {
    if (depth < 0) return options.stylize('[Span]', 'special');
    const shown = {
      name: this.name,
      kind: this.kind,
      spanContext: this.spanContext(),
      parentSpanContext: this.parentSpanContext,
      status: { code: this.statusCode, message: this.statusMessage },
      startTime: this.startTime,
      endTime: this.endTime,
      duration: this.duration,
      ended: this.ended,
      attributes: { ...this.attributes },
      events: this.events,
      links: this.links,
      instrumentationScope: this.instrumentationScope,
    };
    return `Span ${inspect(shown, { ...options, depth: typeof options.depth === 'number' ? options.depth - 1 : null })}`;
  },
});

/** A link after the rules and limits for its attributes. */
export function cleanLink(link: Link, limits: SpanLimits): Link {
  const { attributePerLinkCountLimit, attributeValueLengthLimit } = limits;
  return {
    context: link.context,
    ...attributeSet(link.attributes, attributePerLinkCountLimit, attributeValueLengthLimit, attributeValue),
  };
}

/** A span's name as the string it has to be. */
export function textOf(name: unknown): string {
  if (typeof name === 'string') return name;
  try {
    return String(name);
  } catch {
    return '';
  }
}
