import { ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { createBoundaryPropagator, createCost, createCostProcessor, createCpuTouch } from '@spanwise/cost';
import { createSpanEncoder } from '@spanwise/otlp';
import {
  baggagePropagator,
  compositePropagator,
  createEncodingProcessor,
  createTracerProvider,
  traceContextPropagator,
} from '@spanwise/trace';
import { type Machine, machine } from '../machine.ts';
import { type Spread, spread } from '../spread.ts';

export interface CostReport extends Machine {
  readonly rounds: number;
  /** Nanoseconds of processor time for a request; the first without costs. */
  readonly cost: readonly { readonly name: string; readonly nanos: Spread }[];
}

const meter = createCost({ listPrices: false, metrics: false }).meter;

/** What looks at the spans of a request beside what encodes them. */
const sides: Record<string, () => SpanProcessor | undefined> = {
  'without costs': () => undefined,
  'costs kept, nothing spent': () => createCostProcessor({ meter: () => meter }),
  '`SPANWISE_COST_COMPUTE=touch`': () =>
    createCostProcessor({ meter: () => meter, cpu: createCpuTouch({ ownerOf: meter.ownerOf }) }),
};

const REQUESTS = 10_000;
const WARM_UP = 3;

/** What keeping costs takes of a request: its propagation, a server span and three calls below it, as fan-out.cjs makes them, to their bytes. */
export function measureCost(rounds: number, print: (line: string) => void): CostReport {
  const requests = Object.entries(sides).map(([name, make]) => ({
    name,
    request: createRequest(make()),
    nanos: [] as number[],
  }));
  for (let round = -WARM_UP; round < rounds; round++) {
    for (const { request, nanos } of requests) {
      const before = process.cpuUsage();
      for (let count = 0; count < REQUESTS; count++) request();
      const { user, system } = process.cpuUsage(before);
      if (round >= 0) nanos.push(((user + system) * 1000) / REQUESTS);
    }
  }
  const cost = requests.map(({ name, nanos }) => ({ name, nanos: spread(nanos, 0) }));
  for (const { name, nanos } of cost) print(`${name.padEnd(48)}${String(nanos.median).padStart(7)} ns a request`);
  return { ...machine(), rounds, cost };
}

function createRequest(costs: SpanProcessor | undefined): () => void {
  const encoding = createEncodingProcessor({ encoder: createSpanEncoder({ enqueue() {} }) });
  const tracer = createTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'checkout' }),
    spanProcessors: costs === undefined ? [encoding] : [costs, encoding],
  }).getTracer('http', '1.0.0');
  const baggage = costs === undefined ? baggagePropagator : createBoundaryPropagator({ baggage: baggagePropagator });
  const propagator = compositePropagator([traceContextPropagator, baggage]);
  const headers = { host: 'shop.example.com', 'user-agent': 'bench' };
  const getter = { get: (carrier: typeof headers, key: string) => carrier[key as 'host'], keys: Object.keys };
  const server = { 'http.request.method': 'GET', 'url.path': '/orders/7', 'url.scheme': 'https' };
  const client = { 'http.request.method': 'GET', 'server.address': 'stock', 'url.full': 'http://stock/items/7' };
  return () => {
    const context = propagator.extract(ROOT_CONTEXT, headers, getter);
    const root = tracer.startSpan('GET', { kind: SpanKind.SERVER, attributes: server }, context);
    const within = trace.setSpan(context, root);
    for (let call = 0; call < 3; call++) {
      tracer.startSpan('GET', { kind: SpanKind.CLIENT, attributes: client }, within).end();
    }
    root.end();
  };
}
