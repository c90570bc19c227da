import type { Attributes } from '@opentelemetry/api';
import { type Histogram, histogramOf, type Series } from './histogram.ts';
import type { Telemetry } from './instrumentation.ts';

/** https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration */
const BOUNDARIES: readonly number[] = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** https://opentelemetry.io/docs/specs/otel/metrics/sdk/#cardinality-limits: the SDK's default, with the overflow in it. */
const MAX_SERIES = 2000;

/** Attributes of a measurement; undefined where it has no such attribute. */
export interface RequestAttributes {
  readonly 'http.request.method': string;
  readonly 'http.response.status_code': number | undefined;
  readonly 'network.protocol.version': string | undefined;
  readonly 'url.scheme': string | undefined;
  readonly 'error.type': string | undefined;
  /** Of servers. */
  readonly 'http.route': string | undefined;
  /** Of clients, as the port. */
  readonly 'server.address': string | undefined;
  readonly 'server.port': number | undefined;
}

interface Entry {
  readonly attributes: RequestAttributes;
  readonly series: Series;
}

/** The durations of requests by the attributes of the conventions. */
export class RequestDuration {
  readonly #histogram: Histogram;
  // By the attribute with the most values; the few combinations of the others are compared one by one.
  readonly #entries = new Map<string | undefined, Entry[]>();
  readonly #max: number;
  #size = 0;
  #overflow: Series | undefined;

  /** @param max how many series there may be, with the one for all the rest */
  constructor(histogram: Histogram, max: number = MAX_SERIES) {
    this.#histogram = histogram;
    this.#max = max;
  }

  /** @param millis how long the request took */
  record(millis: number, attributes: RequestAttributes): void {
    const entries = this.#entries.get(attributes['http.route'] ?? attributes['server.address']);
    const series = (entries && find(entries, attributes)) ?? this.#add(attributes);
    series.record(millis / 1000);
  }

  #add(attributes: RequestAttributes): Series {
    if (this.#size >= this.#max - 1) {
      this.#overflow ??= this.#histogram.bind({ 'otel.metric.overflow': true });
      return this.#overflow;
    }
    this.#size++;
    const present: Attributes = {};
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined) present[key] = value;
    const entry = { attributes, series: this.#histogram.bind(present) };
    const name = attributes['http.route'] ?? attributes['server.address'];
    const entries = this.#entries.get(name);
    if (entries === undefined) this.#entries.set(name, [entry]);
    else entries.push(entry);
    return entry.series;
  }
}

function find(entries: readonly Entry[], wanted: RequestAttributes): Series | undefined {
  for (let index = 0; index < entries.length; index++) {
    const { attributes, series } = entries[index]!;
    if (
      attributes['http.response.status_code'] === wanted['http.response.status_code'] &&
      attributes['http.request.method'] === wanted['http.request.method'] &&
      attributes['error.type'] === wanted['error.type'] &&
      attributes['server.port'] === wanted['server.port'] &&
      attributes['url.scheme'] === wanted['url.scheme'] &&
      attributes['network.protocol.version'] === wanted['network.protocol.version']
    ) {
      return series;
    }
  }
  return undefined;
}

/** Makes `http.server.request.duration` or `http.client.request.duration` of a scope. */
export function requestDuration(
  telemetry: Telemetry,
  side: 'server' | 'client',
  scope: { name: string; version: string },
): RequestDuration {
  return new RequestDuration(
    histogramOf(telemetry, {
      scope,
      name: `http.${side}.request.duration`,
      description: `Duration of HTTP ${side} requests.`,
      unit: 's',
      boundaries: BOUNDARIES,
    }),
  );
}
