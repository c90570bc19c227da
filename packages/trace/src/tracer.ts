import {
  type Span as ApiSpan,
  type Tracer as ApiTracer,
  type Attributes,
  type Context,
  type ContextManager,
  context as contextApi,
  diag,
  type Link,
  type SpanContext,
  type SpanKind,
  type SpanOptions,
} from '@opentelemetry/api';
import type { IdGenerator, Sampler, SamplingResult } from '@opentelemetry/sdk-trace';
import { attributeSet } from './attribute-set.ts';
import { attributeValue } from './attribute-value.ts';
import { SlotContext } from './context.ts';
import { traceIdHex } from './hex.ts';
import { identityOf, RANDOM, SAMPLED, SpanIdentity } from './identity.ts';
import { randomWord } from './ids.ts';
import { invalidSpan, NonRecordingSpan } from './non-recording-span.ts';
import { cleanLink, Span, textOf } from './span.ts';
import type { SpanOrigin } from './span-record.ts';

// SamplingDecision of the SDK, which is a TypeScript enum.
const RECORD = 1;
const RECORD_AND_SAMPLED = 2;

const NO_ATTRIBUTES: Attributes = {};
const NO_LINKS: Link[] = [];
const NO_OPTIONS: SpanOptions = {};

/** Decides by what is known when a span starts. */
export type RecordUnsampled = (kind: SpanKind, attributes: Attributes | undefined) => boolean;

/** What a tracer works with besides its scope. */
export interface TracerSettings extends SpanOrigin {
  /** Undefined: parentbased_always_on, decided without a call. */
  readonly sampler: Sampler | undefined;
  /** Whether a span that is not sampled is recorded all the same, for processors that count. Undefined: none is. */
  readonly recordUnsampled: RecordUnsampled | undefined;
  /** Undefined: random ids. */
  readonly idGenerator: IdGenerator | undefined;
  /** Where `startActiveSpan` enters; undefined: whatever is registered with the API. */
  readonly contextManager: ContextManager | undefined;
}

/** The API's tracer; the specification's steps of span creation in order. */
export class Tracer implements ApiTracer {
  readonly #settings: TracerSettings;

  constructor(settings: TracerSettings) {
    this.#settings = settings;
  }

  startSpan(name: string, given?: SpanOptions, within?: Context): ApiSpan {
    const options = given ?? NO_OPTIONS;
    const context = within ?? (this.#settings.contextManager ?? contextApi).active();
    if (SlotContext.isSuppressed(context)) return invalidSpan();
    const parentContext = options.root === true ? SlotContext.withSpan(context, undefined) : context;
    const parent = parentIdentity(SlotContext.spanOf(parentContext));
    const settings = this.#settings;

    const generator = settings.idGenerator;
    const generated = generator === undefined ? undefined : generatedIdentity(generator, parent);
    let spanId0: number;
    let spanId1: number;
    let traceId0: number;
    let traceId1: number;
    let traceId2: number;
    let traceId3: number;
    let random: number;
    if (generated !== undefined) {
      ({ spanId0, spanId1, traceId0, traceId1, traceId2, traceId3 } = generated);
      random = generated.traceFlags & RANDOM;
    } else {
      do {
        spanId0 = randomWord();
        spanId1 = randomWord();
      } while ((spanId0 | spanId1) === 0);
      if (parent === undefined) {
        do {
          traceId0 = randomWord();
          traceId1 = randomWord();
          traceId2 = randomWord();
          traceId3 = randomWord();
        } while ((traceId0 | traceId1 | traceId2 | traceId3) === 0);
        random = RANDOM;
      } else {
        ({ traceId0, traceId1, traceId2, traceId3 } = parent);
        random = parent.traceFlags & RANDOM;
      }
    }

    const spanName = textOf(name);
    const kind = spanKind(options.kind);
    const links = options.links === undefined ? NO_LINKS : startLinks(options.links, settings);
    let traceState = parent === undefined ? undefined : parent.traceState;
    let decision: number;
    let sampled: SamplingResult | undefined;
    if (settings.sampler === undefined) {
      decision = parent === undefined || (parent.traceFlags & SAMPLED) !== 0 ? RECORD_AND_SAMPLED : 0;
    } else {
      const traceId = traceIdHex(traceId0, traceId1, traceId2, traceId3);
      const attributes = samplerAttributes(options.attributes);
      sampled = askSampler(settings.sampler, parentContext, traceId, spanName, kind, attributes, links);
      decision = sampled.decision;
      traceState = sampled.traceState ?? traceState;
    }

    if (decision === 0 && settings.recordUnsampled?.(kind, options.attributes) === true) decision = RECORD;

    const traceFlags = decision === RECORD_AND_SAMPLED ? random | SAMPLED : random;
    if (decision !== RECORD && decision !== RECORD_AND_SAMPLED) {
      return new NonRecordingSpan(
        traceId0,
        traceId1,
        traceId2,
        traceId3,
        spanId0,
        spanId1,
        traceFlags,
        traceState,
        false,
      );
    }
    const span = new Span(
      settings,
      traceId0,
      traceId1,
      traceId2,
      traceId3,
      spanId0,
      spanId1,
      traceFlags,
      traceState,
      parent,
      spanName,
      kind,
      options.startTime,
    );
    if (sampled?.attributes) addBothAttributes(span, options.attributes, sampled.attributes);
    else if (options.attributes) span.addStartAttributes(options.attributes);
    for (let index = 0; index < links.length; index++) span.addStartLink(links[index]!);
    settings.pipeline.onStart(span, parentContext);
    return span;
  }

  startActiveSpan<F extends (span: ApiSpan) => unknown>(name: string, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: ApiSpan) => unknown>(name: string, options: SpanOptions, fn: F): ReturnType<F>;
  startActiveSpan<F extends (span: ApiSpan) => unknown>(
    name: string,
    options: SpanOptions,
    context: Context,
    fn: F,
  ): ReturnType<F>;
  startActiveSpan(name: string, second?: unknown, third?: unknown, fourth?: unknown): unknown {
    const fn = (fourth ?? third ?? second) as (span: ApiSpan) => unknown;
    if (typeof fn !== 'function') return undefined;
    const options = fn === second ? undefined : ((second ?? undefined) as SpanOptions | undefined);
    const manager = this.#settings.contextManager ?? contextApi;
    const parent = fn === fourth && third ? (third as Context) : manager.active();
    const span = this.startSpan(name, options, parent);
    return manager.with(SlotContext.withSpan(parent, span), fn, undefined, span);
  }
}

function parentIdentity(parent: ApiSpan | undefined): SpanIdentity | undefined {
  if (parent === undefined) return undefined;
  if (parent instanceof SpanIdentity) return parent.isValid() ? parent : undefined;
  let context: SpanContext | undefined;
  try {
    context = parent.spanContext();
  } catch (error) {
    diag.error('The parent span has no span context:', error);
  }
  return identityOf(context);
}

/** Ids of a program's own generator; undefined, and random ones instead, when they are not valid. */
function generatedIdentity(generator: IdGenerator, parent: SpanIdentity | undefined): SpanIdentity | undefined {
  try {
    const spanId = generator.generateSpanId();
    const traceId =
      parent === undefined
        ? generator.generateTraceId()
        : traceIdHex(parent.traceId0, parent.traceId1, parent.traceId2, parent.traceId3);
    // Whether a program's generator is random is not known: the flag is only handed on.
    const traceFlags = parent === undefined ? 0 : parent.traceFlags;
    const identity = identityOf({ traceId, spanId, traceFlags });
    if (identity !== undefined) return identity;
    diag.error(
      `Ids ${traceId} and ${spanId} of the idGenerator are not valid hex of 32 and 16 digits; random ids used`,
    );
  } catch (error) {
    diag.error('The idGenerator failed; random ids used:', error);
  }
  return undefined;
}

// The sampler's attributes replace the caller's before the limits count.
function addBothAttributes(span: Span, given: Attributes | undefined, added: Readonly<Attributes>): void {
  const valid = attributeSet(given, Infinity, Infinity, attributeValue);
  if (valid !== undefined) span.droppedAttributesCount += valid.droppedAttributesCount;
  span.addStartAttributes({ ...valid?.attributes, ...added });
}

function startLinks(links: readonly Link[], origin: SpanOrigin): Link[] {
  return Array.isArray(links) ? links.flatMap((link) => cleanLink(link, origin.limits) ?? []) : NO_LINKS;
}

// The sampler sees only what the span may have. A copy is made when something has to be left out.
function samplerAttributes(attributes: Attributes | undefined): Attributes {
  if (!attributes) return NO_ATTRIBUTES;
  for (const key of Object.keys(attributes)) {
    if (key.length > 0 && attributeValue(attributes[key], Infinity) !== undefined) continue;
    const entries = Object.entries(attributes);
    return Object.fromEntries(
      entries.filter(([name, value]) => name.length > 0 && attributeValue(value, Infinity) !== undefined),
    );
  }
  return attributes;
}

/** One of the five kinds; without or with anything else `INTERNAL`. */
function spanKind(kind: number | undefined): number {
  return kind === 1 || kind === 2 || kind === 3 || kind === 4 ? kind : 0;
}

function askSampler(
  sampler: Sampler,
  context: Context,
  traceId: string,
  name: string,
  kind: number,
  attributes: Attributes,
  links: Link[],
): SamplingResult {
  try {
    return sampler.shouldSample(context, traceId, name, kind, attributes, links) ?? { decision: 0 };
  } catch (error) {
    diag.error(`Sampler ${sampler.constructor?.name ?? ''} failed; the span is not recorded:`, error);
    return { decision: 0 };
  }
}
