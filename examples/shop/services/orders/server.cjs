'use strict';

const fastify = require('fastify');
const { Pool } = require('pg');
const { createLogger, ready } = require('../service.cjs');
const { registerRoutes } = require('./routes.cjs');

const logger = createLogger('orders');
const pool = new Pool({
  connectionString: process.env.DATABASE_URL ?? 'postgres://postgres:postgres@127.0.0.1:8083/postgres',
  // The embedded database has one session that all connections share, so two of them would mix up their statements.
  max: 1,
  idleTimeoutMillis: 0,
});
pool.on('error', (error) => logger.warn('idle connection lost', { error: error.message }));

const app = fastify({ forceCloseConnections: 'idle' });

app.setErrorHandler((error, request, reply) => {
  const status = error.statusCode ?? 500;
  const details = { method: request.method, path: request.url, tenant: request.headers['x-tenant-id'] };
  if (status >= 500) logger.error(error.message, { ...details, stack: error.stack });
  else logger.warn(error.message, details);
  reply.code(status).send({ error: error.message });
});
app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'no such route' }));

registerRoutes(app, pool, logger);

app.listen({ host: '127.0.0.1', port: Number(process.env.PORT ?? 8081) }).then(
  () => {
    ready(logger, `http://127.0.0.1:${app.server.address().port}`, async () => {
      await app.close();
      await pool.end();
    });
  },
  (error) => {
    logger.error(error);
    process.exitCode = 1;
  },
);
