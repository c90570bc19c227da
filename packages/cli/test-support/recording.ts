import { writeFileSync } from 'node:fs';

/** A pseudo-random sequence that is the same in every run: whole numbers below the argument. */
export function sequence(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

interface Request {
  path: string;
  route: string;
  millis: number;
  /** Of a hundred. */
  failures: number;
  paysBy?: string;
}

/** Of ten requests one is a health check, and one is a slow report. */
const requests: Request[] = [
  { path: '/healthz', route: '/healthz', millis: 1, failures: 0 },
  ...Array.from({ length: 3 }, () => ({ path: '/orders/7', route: '/orders/:id', millis: 20, failures: 1 })),
  ...Array.from({ length: 3 }, () => ({ path: '/cart', route: '/cart', millis: 8, failures: 0 })),
  ...Array.from({ length: 2 }, () => ({
    path: '/checkout',
    route: '/checkout',
    millis: 90,
    failures: 4,
    paysBy: 'card',
  })),
  { path: '/reports/2026', route: '/reports/:year', millis: 1400, failures: 0 },
];

const SERVER = 2;
const CLIENT = 3;
const startedAt = 1_790_000_000_000;

/**
 * OTLP requests as JSON, one a line as the collector's file exporter writes them: as many traces as asked for in ten
 * minutes, of a shop that calls a service for payments.
 */
export function recordingLines(traces: number, random: (below: number) => number = sequence(7)): string[] {
  const hex = (digits: number): string => Array.from({ length: digits }, () => random(16).toString(16)).join('');
  return Array.from({ length: traces }, (_, index) => {
    const { path, route, millis, failures, paysBy } = requests[random(requests.length)]!;
    const traceId = hex(32);
    const start = startedAt + Math.floor((index * 600_000) / traces);
    const error = random(100) < failures ? { status: { code: 2 } } : {};
    const span = (parentSpanId: string, name: string, kind: number, from: number, to: number, attributes: object) => ({
      ...{ traceId, spanId: hex(16), parentSpanId, name, kind },
      startTimeUnixNano: `${start + from}000000`,
      endTimeUnixNano: `${start + to}000000`,
      attributes: Object.entries(attributes).map(([key, value]) => ({ key, value: { stringValue: value } })),
    });
    const http = { 'http.request.method': 'GET', 'url.path': path, 'http.route': route };
    const root = { ...span('', `GET ${route}`, SERVER, 0, millis + random(5), http), ...error };
    const query = span(root.spanId, 'SELECT', CLIENT, 1, millis, { 'db.system.name': 'postgresql' });
    const scopes = [scopeOf('shop', [root, query])];
    if (paysBy !== undefined) {
      const call = span(root.spanId, 'POST', CLIENT, 2, millis - 1, { 'http.request.method': 'POST' });
      const charge = { 'http.request.method': 'POST', 'url.path': '/charge', 'payment.method': paysBy };
      const paid = { ...span(call.spanId, 'POST /charge', SERVER, 3, millis - 2, charge), ...error };
      scopes[0]!.scopeSpans[0]!.spans.push(call as never);
      scopes.push(scopeOf('pay', [paid]));
    }
    return JSON.stringify({ resourceSpans: scopes });
  });
}

function scopeOf(service: string, spans: object[]): { resource: object; scopeSpans: { spans: object[] }[] } {
  const attributes = [{ key: 'service.name', value: { stringValue: service } }];
  return { resource: { attributes }, scopeSpans: [{ spans }] };
}

/** Writes a recording of 1,000 traces. */
export function writeRecording(file: string): void {
  writeFileSync(file, `${recordingLines(1000).join('\n')}\n`);
}
