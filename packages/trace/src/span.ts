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
  // In a wrapper that inherits from a span, or a proxy of one, private names are missing and fields are not: everything
  // works there but this mark.
  readonly #native = true;
  private readonly _origin: SpanOrigin;
  readonly parentId0: number;
  readonly parentId1: number;
  readonly parentIsRemote: boolean;
  private readonly _parentFlags: number;
  private readonly _parentState: TraceState | undefined;
  private _parentContext: SpanContext | undefined = undefined;
  name: string;
  kind: SpanKind;
  readonly startAnchor: TimeAnchor;
  readonly startMillis: number;
  // False when the program gave the start: then later times are the clock's own, not relative to the start.
  private readonly _clocked: boolean;
  endAnchor: TimeAnchor = NO_END;
  endMillis = 0;
  readonly attributeKeys: string[] = [];
  readonly attributeValues: unknown[] = [];
  attributeMap: Attributes | undefined = undefined;
  private _index: Map<string, number> | undefined = undefined;
  droppedAttributesCount = 0;
  eventList: TimedEvent[] | undefined = undefined;
  droppedEventsCount = 0;
  linkList: Link[] | undefined = undefined;
  droppedLinksCount = 0;
  private _statusCode = UNSET;
  private _statusMessage: string | undefined = undefined;
  private _status: SpanStatus | undefined = undefined;
  private _state = OPEN;

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
    this._origin = origin;
    // Not the parent itself: a chain of spans would keep all of its members.
    this.parentId0 = parent === undefined ? 0 : parent.spanId0;
    this.parentId1 = parent === undefined ? 0 : parent.spanId1;
    this.parentIsRemote = parent === undefined ? false : parent.isRemote;
    this._parentFlags = parent === undefined ? 0 : parent.traceFlags;
    this._parentState = parent === undefined ? undefined : parent.traceState;
    this.name = name;
    this.kind = kind;
    const given = startTime === undefined ? undefined : timestampOf(startTime);
    this.startMillis = given === undefined ? clockNow() : given.millis;
    this.startAnchor = given === undefined ? clockAnchor() : given.anchor;
    this._clocked = given === undefined;
  }

  /** Whether a value is a span made here and not an object that wraps or inherits from one. */
  static isNative(value: object): value is Span {
    return #native in value;
  }

  isRecording(): boolean {
    return this._state !== ENDED;
  }

  setAttribute(key: string, value: unknown): this {
    if (this._state === ENDED) return this._refuse('setAttribute');
    if (value === undefined) return this;
    if (typeof key !== 'string' || key.length === 0) {
      warnInvalid(key, value);
      return this;
    }
    this._put(key, value);
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
      } else if (!this._put(key, value)) {
        this.droppedAttributesCount++;
      }
    }
  }

  // False when the value is not valid.
  private _put(key: string, value: unknown): boolean {
    if (this.attributeMap !== undefined) return this._putIntoMap(this.attributeMap, key, value);
    const at = this._indexOf(key);
    if (at < 0 && this.attributeKeys.length >= this._origin.limits.attributeCountLimit) {
      this._dropAttribute();
      return true;
    }
    const kept = attributeValue(value, this._origin.limits.attributeValueLengthLimit);
    if (kept === undefined) {
      warnInvalid(key, value);
      return false;
    }
    if (at >= 0) {
      this.attributeValues[at] = kept;
    } else {
      if (this._index !== undefined) this._index.set(key, this.attributeKeys.length);
      this.attributeKeys.push(key);
      this.attributeValues.push(kept);
    }
    return true;
  }

  private _putIntoMap(map: Attributes, key: string, value: unknown): boolean {
    if (!Object.hasOwn(map, key) && Object.keys(map).length >= this._origin.limits.attributeCountLimit) {
      this._dropAttribute();
      return true;
    }
    const kept = attributeValue(value, this._origin.limits.attributeValueLengthLimit);
    if (kept === undefined) {
      warnInvalid(key, value);
      return false;
    }
    setOwn(map, key, kept);
    return true;
  }

  private _dropAttribute(): void {
    if (this.droppedAttributesCount++ === 0) {
      diag.warn(
        `Span ${this.name} has ${this._origin.limits.attributeCountLimit} attributes, its limit; others are dropped`,
      );
    }
  }

  private _indexOf(key: string): number {
    const keys = this.attributeKeys;
    if (keys.length < INDEXED) {
      for (let index = 0; index < keys.length; index++) if (keys[index] === key) return index;
      return -1;
    }
    this._index ??= new Map(keys.map((name, index) => [name, index]));
    return this._index.get(key) ?? -1;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this._state === ENDED) return this._refuse('addEvent');
    const limits = this._origin.limits;
    if (limits.eventCountLimit === 0) {
      this.droppedEventsCount++;
      return this;
    }
    const isTime = isTimeInput(attributesOrTime);
    const given = timestampOf(isTime && !isTimeInput(time) ? attributesOrTime : time) ?? this._now();
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
    if (this._state === ENDED) return this._refuse('addLink');
    this._keepLink(cleanLink(link, this._origin.limits));
    return this;
  }

  /** Takes a link that the span starts with, already cleaned for the sampler. */
  addStartLink(link: Link): void {
    this._keepLink(link);
  }

  addLinks(links: Link[]): this {
    for (const link of links) this.addLink(link);
    return this;
  }

  private _keepLink(link: Link): void {
    const limit = this._origin.limits.linkCountLimit;
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
    if (this._state === ENDED) return this._refuse('setStatus');
    // OK is final, and UNSET never overwrites: https://opentelemetry.io/docs/specs/otel/trace/api/#set-status
    if (status.code === UNSET || this.statusCode === OK) return this;
    let message: string | undefined;
    if (status.code === ERROR && status.message !== undefined && status.message !== null) {
      if (typeof status.message === 'string') message = status.message;
      else diag.warn(`Status message was left out: expected a string, received ${typeof status.message}`);
    }
    this._statusCode = status.code;
    this._statusMessage = message;
    this._status = undefined;
    return this;
  }

  updateName(name: string): this {
    if (this._state === ENDED) return this._refuse('updateName');
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
    if (this._state !== OPEN) {
      diag.error(`Span ${this.name} ${spanIdHex(this.spanId0, this.spanId1)} was ended more than once`);
      return;
    }
    const given = endTime === undefined ? undefined : timestampOf(endTime);
    if (given === undefined) {
      this.endMillis = clockNow();
      this.endAnchor = this._clocked ? this.startAnchor : clockAnchor();
    } else {
      this.endMillis = given.millis;
      this.endAnchor = given.anchor;
    }
    if (nanosBetween(this.startAnchor, this.startMillis, this.endAnchor, this.endMillis) < 0) {
      diag.warn(`Span ${this.name} ended before it started; its duration is set to 0`);
      this.endMillis = this.startMillis;
      this.endAnchor = this.startAnchor;
    }
    const pipeline = this._origin.pipeline;
    this._state = ENDING;
    pipeline.onEnding(this);
    this._state = ENDED;
    pipeline.onEnd(this);
  }

  private _now(): Timestamp {
    const millis = clockNow();
    return { anchor: this._clocked ? this.startAnchor : clockAnchor(), millis };
  }

  private _refuse(method: string): this {
    diag.warn(`Span ${this.name} ${spanIdHex(this.spanId0, this.spanId1)} has ended: ${method}() does nothing`);
    return this;
  }

  get resource(): Resource {
    return this._origin.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this._origin.scope;
  }

  get parentSpanContext(): SpanContext | undefined {
    if ((this.parentId0 | this.parentId1) === 0) return undefined;
    this._parentContext ??= new SpanIdentity(
      this.traceId0,
      this.traceId1,
      this.traceId2,
      this.traceId3,
      this.parentId0,
      this.parentId1,
      this._parentFlags,
      this._parentState,
      this.parentIsRemote,
    ).spanContext();
    return this._parentContext;
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
    return this._state === ENDED;
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
    return this._status === undefined ? this._statusCode : this._status.code;
  }

  get statusMessage(): string | undefined {
    return this._status === undefined ? this._statusMessage : this._status.message;
  }

  get status(): SpanStatus {
    if (this._status === undefined) {
      this._status = { code: this._statusCode };
      if (this._statusMessage !== undefined) this._status.message = this._statusMessage;
    }
    return this._status;
  }

  set status(status: SpanStatus) {
    this._status = status;
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
