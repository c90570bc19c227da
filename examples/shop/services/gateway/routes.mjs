import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { callJson, callService } from './call.mjs';

/** The shop's public routes; `orders` and `assistant` are the URLs of the services behind them. */
export function registerRoutes(app, { orders, assistant }) {
  app.get('/health', async (_request, response) => {
    await Promise.all([callService(`${orders}/health`), callService(`${assistant}/health`)]);
    response.json({ status: 'ok' });
  });

  app.use('/api', (request, response, next) => {
    if (request.get('x-tenant-id')) next();
    else response.status(400).json({ error: 'the header x-tenant-id is missing: say which tenant asks' });
  });

  app.get('/api/products', async (request, response) => {
    response.json(await callJson(`${orders}/products`, request));
  });

  app.post('/api/orders', async (request, response) => {
    response.status(201).json(await callJson(`${orders}/orders`, request, request.body));
  });

  app.get('/api/orders/:id', async (request, response) => {
    response.json(await callJson(`${orders}/orders/${encodeURIComponent(request.params.id)}`, request));
  });

  app.get('/api/reports/sales', async (request, response) => {
    response.json(await callJson(`${orders}/reports/sales`, request));
  });

  app.post('/api/assistant', async (request, response) => {
    const { question, stream = false } = request.body ?? {};
    if (typeof question !== 'string') return response.status(400).json({ error: 'question is missing' });
    const products = await callJson(`${orders}/products`, request);
    const catalogue = products.filter((product) => product.stock > 0).map((product) => product.name);
    const answer = await callService(`${assistant}/answers`, request, { question, catalogue, stream });
    response.type(answer.headers.get('content-type'));
    await pipeline(Readable.fromWeb(answer.body), response);
  });
}
