import { SpanKind } from '@opentelemetry/api';
import { createRedactor, redactSpan, rulesOf } from '@spanwise/logging/redaction';
import type { Case } from '../case.ts';

const benchCase: Case = {
  what: "redacting an HTTP server's span with 15 attributes by the default rules, which finds nothing",
  operations: 50_000,
  prepare: ({ tracer }) => {
    const redactor = createRedactor({ rules: rulesOf([]) });
    const spans = Array.from({ length: 16 }, (_, count) => {
      const span = tracer.startSpan('GET /orders/:id', {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': 'GET',
          'url.scheme': 'https',
          'url.path': `/orders/${30_000 + count}`,
          'url.query': 'page=2&size=50',
          'server.address': 'shop.example.com',
          'server.port': 443,
          'client.address': '203.0.113.7',
          'network.peer.address': '10.1.2.3',
          'network.peer.port': 30_000 + count,
          'network.protocol.version': '1.1',
          'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
          'http.route': '/orders/:id',
          'http.response.status_code': 200,
          'http.response.body.size': 1234,
          'tenant.id': 'acme',
        },
      });
      return span as unknown as Parameters<typeof redactSpan>[1];
    });
    let next = 0;
    return () => {
      const span = spans[next++ & 15]!;
      redactSpan(redactor, span);
      return span;
    };
  },
};

export default benchCase;
