import { type InspectOptionsStylized, inspect } from 'node:util';
import type {
  Attributes,
  HrTime,
  Link,
  SpanContext,
  SpanKind,
  SpanStatus,
  TimeInput,
  TraceState,
} from '@opentelemetry/api';
import type { InstrumentationScope } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { ReadableSpan, TimedEvent } from '@opentelemetry/sdk-trace';
import type { EncodableSpan, TimeAnchor } from '@spanwise/otlp';
import { setOwn } from './attribute-set.ts';
import { clockAnchor, clockNow, hrTimeOf, nanosBetween, timestampOf } from './clock.ts';
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

/** The states of a span. */
export const OPEN = 0;
export const ENDING = 1;
export const ENDED = 2;

// The end of a span that has none yet; a ReadableSpan shows it as [0, 0].
const NO_END: TimeAnchor = { epochMicros: 0 };

/**
 * What is known of a recording span. Its fields are flat and always there in the same order; attributes are two lists. What a
 * `ReadableSpan` shows as objects is made by getters when somebody reads it, and from then on is the truth, because
 * processors also write to these objects. The encoder reads the fields.
 */
export class SpanRecord extends SpanIdentity implements ReadableSpan, EncodableSpan {
  declare protected readonly _origin: SpanOrigin;
  declare readonly parentId0: number;
  declare readonly parentId1: number;
  declare readonly parentIsRemote: boolean;
  declare protected readonly _parentFlags: number;
  declare protected readonly _parentState: TraceState | undefined;
  protected _parentContext: SpanContext | undefined = undefined;
  declare name: string;
  declare kind: SpanKind;
  declare readonly startAnchor: TimeAnchor;
  declare readonly startMillis: number;
  // False when the program gave the start: then later times are the clock's own, not relative to the start.
  declare protected readonly _clocked: boolean;
  endAnchor: TimeAnchor = NO_END;
  endMillis = 0;
  readonly attributeKeys: string[] = [];
  readonly attributeValues: unknown[] = [];
  attributeMap: Attributes | undefined = undefined;
  protected _index: Map<string, number> | undefined = undefined;
  droppedAttributesCount = 0;
  eventList: TimedEvent[] | undefined = undefined;
  droppedEventsCount = 0;
  linkList: Link[] | undefined = undefined;
  droppedLinksCount = 0;
  protected _statusCode = 0;
  protected _statusMessage: string | undefined = undefined;
  protected _status: SpanStatus | undefined = undefined;
  protected _state: number = OPEN;
  /** For the processor of costs: the account of the request that began with this span. */
  account: unknown = undefined;

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
Object.defineProperty(SpanRecord.prototype, inspect.custom, {
  value(this: SpanRecord, depth: number, options: InspectOptionsStylized): string {
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
