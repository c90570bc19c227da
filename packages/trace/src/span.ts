import { type Attributes, diag, type Exception, type Link, type SpanStatus, type TimeInput } from '@opentelemetry/api';
import type { Span as SdkSpan } from '@opentelemetry/sdk-trace';
import { attributeSet, setOwn, warnInvalid } from './attribute-set.ts';
import { attributeValue, simpleAttributeValue } from './attribute-value.ts';
import { clockAnchor, clockNow, hrTimeOf, isTimeInput, nanosBetween, type Timestamp, timestampOf } from './clock.ts';
import { exceptionAttributes } from './exception.ts';
import { spanIdHex } from './hex.ts';
import type { SpanLimits } from './limits.ts';
import { ENDED, ENDING, OPEN, SpanRecord } from './span-record.ts';

// Past this many attributes a map finds a key sooner than a search through the list.
const INDEXED = 24;

const isOwn = Object.prototype.hasOwnProperty;

// SpanStatusCode of the API, which is a TypeScript enum.
const OK = 1;
const ERROR = 2;

/** A recording span: the API's methods on a record. */
export class Span extends SpanRecord implements SdkSpan {
  // In a wrapper that inherits from a span, or a proxy of one, private names are missing and fields are not: everything
  // works there but this mark.
  readonly #native = true;

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
    if (typeof attributes !== 'object') return;
    // V8 reads what such a loop is about without looking for it, and knows that it is the object's own; not by
    // Object.hasOwn, which it calls for each key: 0.14 µs of a span.
    for (const key in attributes) {
      if (!isOwn.call(attributes, key)) continue;
      const value = attributes[key];
      if (value === undefined) continue;
      if (key.length === 0) {
        warnInvalid(key, value);
        this.droppedAttributesCount++;
      } else if (typeof value === 'string' && this._isNewAndFits(value)) {
        this.attributeKeys.push(key);
        this.attributeValues.push(value);
      } else if (!this._put(key, value)) {
        this.droppedAttributesCount++;
      }
    }
  }

  // While a span begins, its keys are those of one object: none is there twice, so none is looked for.
  private _isNewAndFits(value: string): boolean {
    const { attributeCountLimit, attributeValueLengthLimit } = this._origin.limits;
    return (
      value.length <= attributeValueLengthLimit &&
      this.attributeKeys.length < attributeCountLimit &&
      this.attributeMap === undefined &&
      this._index === undefined
    );
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
    const events = this.events;
    if (events.length >= limits.eventCountLimit) {
      events.shift();
      this.droppedEventsCount++;
    }
    const { attributePerEventCountLimit, attributeValueLengthLimit } = limits;
    const set = attributeSet(
      isTime ? undefined : attributesOrTime,
      attributePerEventCountLimit,
      attributeValueLengthLimit,
      simpleAttributeValue,
    );
    const event = { name: textOf(name), time: hrTimeOf(given.anchor, given.millis) };
    events.push(set === undefined ? event : { ...event, ...set });
    return this;
  }

  addLink(link: Link): this {
    if (this._state === ENDED) return this._refuse('addLink');
    const cleaned = cleanLink(link, this._origin.limits);
    if (cleaned !== undefined) this._keepLink(cleaned);
    return this;
  }

  /** Takes a link that the span starts with, already cleaned for the sampler. */
  addStartLink(link: Link): void {
    this._keepLink(link);
  }

  addLinks(links: Link[]): this {
    if (Array.isArray(links)) for (const link of links) this.addLink(link);
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
    const code = status?.code;
    if ((code !== OK && code !== ERROR) || this.statusCode === OK) return this;
    let message: string | undefined;
    if (code === ERROR && status.message !== undefined && status.message !== null) {
      if (typeof status.message === 'string') message = status.message;
      else diag.warn(`Status message was left out: expected a string, received ${typeof status.message}`);
    }
    this._statusCode = code;
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
}

/** A link after the rules and limits for its attributes; undefined, with a warning, when it has no span context. */
export function cleanLink(link: Link, limits: SpanLimits): Link | undefined {
  if (typeof link?.context?.traceId !== 'string' || typeof link.context.spanId !== 'string') {
    diag.warn('A link was left out: expected { context: SpanContext }');
    return undefined;
  }
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
