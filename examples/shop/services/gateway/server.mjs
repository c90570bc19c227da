import express from 'express';
import service from '../service.cjs';
import { registerRoutes } from './routes.mjs';

const logger = service.createLogger('gateway');
const app = express();
app.disable('x-powered-by');
app.use(express.json());

registerRoutes(app, {
  orders: process.env.ORDERS_URL ?? 'http://127.0.0.1:8081',
  assistant: process.env.ASSISTANT_URL ?? 'http://127.0.0.1:8082',
});

app.use((_request, response) => {
  response.status(404).json({ error: 'no such route' });
});

app.use((error, request, response, _next) => {
  const status = error.status ?? 500;
  const details = { method: request.method, path: request.path, status, tenant: request.get('x-tenant-id') };
  if (status >= 500) logger.error(error.message, { ...details, stack: error.stack });
  else logger.warn(error.message, details);
  if (response.headersSent) response.destroy();
  else response.status(status).json({ error: error.message });
});

const server = app.listen(Number(process.env.PORT ?? 8080), '127.0.0.1', (error) => {
  if (error) {
    logger.error(error);
    process.exitCode = 1;
    return;
  }
  service.ready(
    logger,
    `http://127.0.0.1:${server.address().port}`,
    () => new Promise((resolve) => server.close(resolve)),
  );
});
