import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Signal } from '@spanwise/cli';

export interface LoadOptions {
  /** Where to send OTLP over HTTP. */
  url: string;
  /** The `service.name` of what is sent. */
  service: string;
  /** Spans a second, and as many log records; ten metric points a second. */
  rate: number;
  headers?: Record<string, string>;
}

/** What a load has sent and got acknowledged. */
export interface Load {
  /** Acknowledged so far: ids of spans, numbers of log records, values of the counter `load.batches`. */
  readonly acknowledged: Record<Signal, Set<string>>;
  /** How often a request was refused or not answered, and sent again. */
  readonly retries: number;
  /** Sends no more, and resolves when everything is acknowledged; rejects when that takes two minutes. */
  stop(): Promise<void>;
  /** Sends no more, not even what is not acknowledged: for a test that has failed. */
  abandon(): void;
}

/**
 * Sends traces of two spans, log records and a counter ten times a second, and each request again until it is
 * acknowledged, as every OTLP sender does.
 */
export function startLoad({ url, service, rate, headers = {} }: LoadOptions): Load {
  const acknowledged = { traces: new Set<string>(), logs: new Set<string>(), metrics: new Set<string>() };
  const startNanos = nanos();
  const pending = new Set<Promise<void>>();
  const abandoned = new AbortController();
  const each = Math.max(1, Math.round(rate / 20)) * 2;
  let retries = 0;
  let failure = 'none';
  let batch = 0;

  function send(signal: Signal, ids: string[], body: object): void {
    const request = { url: `${url}/v1/${signal}`, body: JSON.stringify(body), headers, abandoned: abandoned.signal };
    const sending = deliver(request, (answer) => {
      retries++;
      failure = answer;
    }).then(() => {
      for (const id of ids) acknowledged[signal].add(id);
      pending.delete(sending);
    });
    pending.add(sending);
  }

  const timer = setInterval(() => {
    batch++;
    const resource = resourceOf(service);
    const traces = Array.from({ length: each / 2 }, () => traceOf(service));
    const spans = traces.flat();
    send(
      'traces',
      spans.map((span) => span.spanId),
      { resourceSpans: [{ resource, scopeSpans: [{ scope: { name: 'load' }, spans }] }] },
    );
    const logs = spans.map((span, index) => logOf(span, `${batch}.${index}`));
    send(
      'logs',
      logs.map((_, index) => `${batch}.${index}`),
      { resourceLogs: [{ resource, scopeLogs: [{ scope: { name: 'load' }, logRecords: logs }] }] },
    );
    const point = { startTimeUnixNano: startNanos, timeUnixNano: nanos(), asInt: String(batch) };
    const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point] };
    const metrics = [{ name: 'load.batches', unit: '{batch}', sum }];
    send('metrics', [String(batch)], {
      resourceMetrics: [{ resource, scopeMetrics: [{ scope: { name: 'load' }, metrics }] }],
    });
  }, 100);

  return {
    acknowledged,
    get retries() {
      return retries;
    },
    async stop() {
      clearInterval(timer);
      const tooLong = setTimeout(() => abandoned.abort(), 120_000);
      while (pending.size > 0) await Promise.all(pending);
      clearTimeout(tooLong);
      assert.ok(!abandoned.signal.aborted, `not acknowledged in time; the last answer was: ${failure}`);
    },
    abandon() {
      clearInterval(timer);
      abandoned.abort();
    },
  };
}

interface Delivery {
  url: string;
  body: string;
  headers: Record<string, string>;
  abandoned: AbortSignal;
}

/** Posts until it is acknowledged. */
async function deliver({ url, body, headers, abandoned }: Delivery, onRetry: (answer: string) => void): Promise<void> {
  while (!abandoned.aborted) {
    let answer: string;
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body,
        signal: AbortSignal.any([abandoned, AbortSignal.timeout(10_000)]),
      });
      const text = await response.text();
      if (response.status === 200) return;
      answer = `${response.status} ${text}`;
    } catch (error) {
      // Nobody listens, or the connection broke: the same as a refusal.
      answer = String((error as Error).cause ?? error);
    }
    onRetry(answer);
    await sleep(500);
  }
}

function resourceOf(service: string): object {
  return { attributes: [text('service.name', service), text('service.instance.id', 'load-1')] };
}

interface LoadSpan {
  traceId: string;
  spanId: string;
}

/** A server span and the query inside of it. */
function traceOf(service: string): LoadSpan[] {
  const traceId = randomBytes(16).toString('hex');
  const root = randomBytes(8).toString('hex');
  const end = nanos();
  const start = String(BigInt(end) - 20_000_000n);
  const times = { startTimeUnixNano: start, endTimeUnixNano: end };
  return [
    { traceId, spanId: root, name: `GET /${service}`, kind: 2, ...times } as LoadSpan,
    {
      traceId,
      spanId: randomBytes(8).toString('hex'),
      parentSpanId: root,
      name: 'SELECT',
      kind: 3,
      ...times,
    } as LoadSpan,
  ];
}

function logOf({ traceId, spanId }: LoadSpan, number: string): object {
  return {
    timeUnixNano: nanos(),
    severityNumber: 9,
    severityText: 'INFO',
    body: { stringValue: `log record ${number}` },
    attributes: [text('load.number', number)],
    traceId,
    spanId,
  };
}

function text(key: string, value: string): object {
  return { key, value: { stringValue: value } };
}

function nanos(): string {
  return String(BigInt(Date.now()) * 1_000_000n);
}
