/** The specification's limits of a span (https://opentelemetry.io/docs/specs/otel/trace/sdk/#span-limits). */
export interface SpanLimits {
  /** Attributes of a span: OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT. Default 128. */
  readonly attributeCountLimit: number;
  /** Characters of a string and bytes of a byte array: OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT. Default none. */
  readonly attributeValueLengthLimit: number;
  /** Events of a span: OTEL_SPAN_EVENT_COUNT_LIMIT. Default 128. */
  readonly eventCountLimit: number;
  /** Links of a span: OTEL_SPAN_LINK_COUNT_LIMIT. Default 128. */
  readonly linkCountLimit: number;
  /** Attributes of an event: OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT. Default 128. */
  readonly attributePerEventCountLimit: number;
  /** Attributes of a link: OTEL_LINK_ATTRIBUTE_COUNT_LIMIT. Default 128. */
  readonly attributePerLinkCountLimit: number;
}

/** Fills in the defaults; a length limit that is not positive is no limit. */
export function spanLimits(given: Partial<SpanLimits> = {}): SpanLimits {
  const length = given.attributeValueLengthLimit ?? Infinity;
  return {
    attributeCountLimit: given.attributeCountLimit ?? 128,
    attributeValueLengthLimit: length > 0 ? length : Infinity,
    eventCountLimit: given.eventCountLimit ?? 128,
    linkCountLimit: given.linkCountLimit ?? 128,
    attributePerEventCountLimit: given.attributePerEventCountLimit ?? 128,
    attributePerLinkCountLimit: given.attributePerLinkCountLimit ?? 128,
  };
}
