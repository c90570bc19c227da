import { type Context, ROOT_CONTEXT, SpanKind, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { Sampler, SpanProcessor } from '@opentelemetry/sdk-trace';
import { createSpanEncoder } from '@spanwise/otlp';
import { createSampling, type Keeper, type KeeperOptions, type Rule } from '@spanwise/sampling';
import { createEncodingProcessor, createTracerProvider } from '@spanwise/trace';
import { encodedExit } from '../../packages/register/src/encoded-exit.ts';

/** The native engine up to the bytes of a request, which are counted and thrown away, with rules or a sampler or neither. */
export interface Engine {
  /** Makes a request: a server span and two queries below it. Gives what ends it. */
  begin(isError: boolean, millis?: number): () => void;
  readonly keeper: Keeper | undefined;
  /** Hands over what is encoded. */
  flush(): void;
}

export interface EngineOptions extends KeeperOptions {
  readonly rules?: readonly Rule[];
  readonly sampler?: Sampler;
  readonly onBody?: (body: Uint8Array, spans: number) => void;
}

const resource = resourceFromAttributes({ 'service.name': 'checkout', 'service.version': '1.4.2' });

export function createEngine({ rules, sampler, onBody = () => {}, ...options }: EngineOptions = {}): Engine {
  const encoder = createSpanEncoder({ enqueue: (_signal, body, spans) => onBody(body, spans) });
  const encoding = createEncodingProcessor({ encoder });
  const sampling = rules && createSampling(rules, { service: 'checkout' });
  const keeper = sampling?.keep(encodedExit(encoding, encoder), options);
  const processor: SpanProcessor = keeper ?? encoding;
  const provider = createTracerProvider({
    resource,
    sampler: sampling?.sampler ?? sampler,
    spanProcessors: [processor],
  });
  const tracer = provider.getTracer('http', '1.0.0');
  let requests = 0;

  function query(parent: Context): ReturnType<typeof tracer.startSpan> {
    const attributes = { 'db.system.name': 'postgresql', 'db.query.text': 'SELECT * FROM orders WHERE id = $1' };
    return tracer.startSpan('SELECT orders', { kind: SpanKind.CLIENT, attributes }, parent);
  }

  return {
    keeper,
    flush: encoder.flush,
    begin(isError, millis) {
      requests++;
      const root = tracer.startSpan(
        'GET',
        {
          kind: SpanKind.SERVER,
          startTime: millis === undefined ? undefined : Date.now() - millis,
          attributes: {
            'http.request.method': 'GET',
            'url.path': `/orders/${requests}`,
            'url.scheme': 'https',
            'server.address': 'shop.example.com',
            'client.address': '203.0.113.7',
            'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
          },
        },
        ROOT_CONTEXT,
      );
      const context = trace.setSpan(ROOT_CONTEXT, root);
      const first = query(context);
      const second = query(context);
      first.end();
      return () => {
        if (isError) second.setStatus({ code: 2, message: 'connection terminated' });
        second.end();
        root.updateName('GET /orders/:id').setAttribute('http.route', '/orders/:id');
        root.setAttribute('http.response.status_code', isError ? 500 : 200);
        root.end();
      };
    },
  };
}
