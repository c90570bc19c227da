import {
  type Attributes,
  type Context,
  createTraceState,
  ROOT_CONTEXT,
  type SpanKind,
  trace,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Rule } from './rule.ts';
import { createSampling } from './sampling.ts';

/** A trace that a test makes: a local root and a child. */
export interface GivenTrace {
  kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  service?: string;
  name?: string;
  path?: string;
  method?: string;
  /** Set when the root ends, as routers do. */
  route?: string;
  tenant?: string;
  /** Attributes that the root starts with. */
  attributes?: Attributes;
  /** Attributes that the root gets later. */
  later?: Attributes;
  error?: 'root' | 'child';
  millis?: number;
  cost?: number;
  /** The first digits of the randomness. Default 8, the middle. */
  r?: string;
  /** What another service that has begun the trace has decided: its sampled flag and `ot`. */
  caller?: 'unsampled' | 'sampled' | `sampled ${string}`;
}

const kinds = { internal: 0, server: 1, client: 2, producer: 3, consumer: 4 } as const;
const startedAt = 1_790_000_000_000;

/**
 * Runs a trace through sampler and keeper under the SDK and says what became of it: `keep <rule> <ot>` or
 * `drop <rule>`. Fails when a part of the trace was treated differently from the rest.
 */
export function runTrace(rules: readonly Rule[], given: GivenTrace): string {
  const sampling = createSampling(rules, { service: given.service ?? 'shop' });
  const exporter = new InMemorySpanExporter();
  const processor = new SimpleSpanProcessor({ exporter });
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ 'service.name': given.service ?? 'shop' }),
    sampler: sampling.sampler,
    spanProcessors: [sampling.keepInto(processor)],
    idGenerator: idGenerator(given.r ?? '8'),
  });
  makeTrace(provider, given);
  const [count, ...more] = sampling.counts();
  if (count === undefined || more.length > 0 || count.traces !== 1) throw new Error('not one decision');
  const spans = exporter.getFinishedSpans();
  if (spans.length !== (count.isKept ? 2 : 0)) throw new Error(`${spans.length} spans of a trace that was decided`);
  if (!count.isKept) return `drop ${count.rule}`;
  const [child, root] = spans as [ReadableSpan, ReadableSpan];
  if (root.attributes['sampling.rule'] !== count.rule) throw new Error('another rule on the root than in the counts');
  const states = [child, root].map((span) => span.spanContext().traceState?.get('ot') ?? 'no ot');
  if (states[0] !== states[1]) throw new Error(`different states: ${states}`);
  if ([child, root].some((span) => span.spanContext().traceFlags !== 1)) throw new Error('not sampled');
  return `keep ${count.rule} ${states[0]}`;
}

function makeTrace(provider: TracerProvider, given: GivenTrace): void {
  const { kind = 'server', path, method = 'GET', route, tenant, millis = 20 } = given;
  const tracer = provider.getTracer('table');
  const attributes: Attributes = { ...given.attributes };
  if (path !== undefined) Object.assign(attributes, { 'url.path': path, 'http.request.method': method });
  const options = { kind: kinds[kind] as SpanKind, attributes, startTime: startedAt };
  const root = tracer.startSpan(given.name ?? 'root', options, callerContext(given));
  const child = tracer.startSpan('child', { startTime: startedAt + 1 }, trace.setSpan(ROOT_CONTEXT, root));
  if (given.cost !== undefined) child.setAttribute('cost.amount', given.cost);
  if (given.error === 'child') child.setStatus({ code: 2 });
  child.end(startedAt + 2);
  if (route !== undefined) root.setAttribute('http.route', route);
  if (tenant !== undefined) root.setAttribute('tenant.id', tenant);
  if (given.later !== undefined) root.setAttributes(given.later);
  if (given.error === 'root') root.setStatus({ code: 2 });
  root.end(startedAt + millis);
}

function callerContext({ caller, r = '8' }: GivenTrace): Context {
  if (caller === undefined) return ROOT_CONTEXT;
  const [flag, ot] = caller.split(' ');
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId: traceIdOf(r),
    spanId: '00f067aa0ba902b7',
    traceFlags: flag === 'sampled' ? 1 : 0,
    isRemote: true,
    ...(ot !== undefined && { traceState: createTraceState(`ot=${ot}`) }),
  });
}

function traceIdOf(r: string): string {
  return `0af7651916cd43dd84${r.padEnd(14, '0')}`;
}

function idGenerator(r: string): { generateTraceId(): string; generateSpanId(): string } {
  let spans = 0;
  return {
    generateTraceId: () => traceIdOf(r),
    generateSpanId: () => (++spans).toString(16).padStart(16, '0'),
  };
}
