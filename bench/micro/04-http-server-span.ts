import { SpanKind } from '@opentelemetry/api';
import type { Case } from '../case.ts';

const benchCase: Case = {
  what: "an HTTP server's span: 14 attributes, name changed, status code; start, end, encode",
  operations: 10_000,
  prepare: ({ tracer }) => {
    let port = 30_000;
    return () => {
      const span = tracer.startSpan('GET', {
        kind: SpanKind.SERVER,
        attributes: {
          'http.request.method': 'GET',
          'url.scheme': 'https',
          'url.path': `/orders/${port}`,
          'url.query': 'page=2&size=50',
          'server.address': 'shop.example.com',
          'server.port': 443,
          'client.address': '203.0.113.7',
          'network.peer.address': '10.1.2.3',
          'network.peer.port': port,
          'network.protocol.version': '1.1',
          'user_agent.original': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
        },
      });
      port = port === 60_000 ? 30_000 : port + 1;
      span.setAttribute('http.route', '/orders/:id');
      span.updateName('GET /orders/:id');
      span.setAttribute('http.response.status_code', 200);
      span.setAttribute('http.response.body.size', 1234);
      span.end();
    };
  },
};

export default benchCase;
