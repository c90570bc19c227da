'use strict';

const { placeOrder } = require('./place-order.cjs');
const { salesReport } = require('./sales-report.cjs');

const newOrder = {
  type: 'object',
  required: ['sku'],
  properties: {
    sku: { type: 'string', minLength: 1 },
    quantity: { type: 'integer', minimum: 1, maximum: 99, default: 1 },
    card: { type: 'string', default: 'valid' },
  },
};

/** The routes of the orders service, on the tables that the database was seeded with. */
exports.registerRoutes = function registerRoutes(app, pool, logger) {
  app.get('/health', async () => {
    await pool.query('SELECT 1');
    return { status: 'ok' };
  });

  app.get('/products', async () => {
    const { rows } = await pool.query('SELECT sku, name, price_cents, stock FROM products ORDER BY sku');
    return rows;
  });

  app.post('/orders', { schema: { body: newOrder } }, async (request, reply) => {
    const tenant = request.headers['x-tenant-id'];
    const order = await placeOrder(pool, tenant, request.body);
    logger.info('order placed', { tenant, order: order.id, sku: order.sku, total_cents: order.total_cents });
    return reply.code(201).send(order);
  });

  app.get('/orders/:id', async (request, reply) => {
    const { rows } = await pool.query(
      'SELECT id, sku, quantity, total_cents, created_at FROM orders WHERE id = $1 AND tenant = $2',
      [Number(request.params.id), request.headers['x-tenant-id']],
    );
    if (rows.length > 0) return rows[0];
    return reply.code(404).send({ error: `no order ${request.params.id}` });
  });

  app.get('/reports/sales', async (request) => {
    const tenant = request.headers['x-tenant-id'];
    const started = performance.now();
    const report = await salesReport(pool, tenant);
    logger.warn('slow report', { tenant, duration_ms: Math.round(performance.now() - started) });
    return report;
  });
};
