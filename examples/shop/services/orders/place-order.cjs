'use strict';

/** Takes the goods from stock and writes the order, or neither: answers 404, 409 or 500 by the error it throws. */
exports.placeOrder = async function placeOrder(pool, tenant, { sku, quantity, card }) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const order = await write(client, tenant, sku, quantity);
    charge(card, order.total_cents);
    await client.query('COMMIT');
    return order;
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
};

async function write(client, tenant, sku, quantity) {
  const { rows } = await client.query('SELECT price_cents, stock FROM products WHERE sku = $1 FOR UPDATE', [sku]);
  const product = rows[0];
  if (!product) throw problem(404, `no product ${sku}`);
  if (product.stock < quantity) throw problem(409, `${sku} is out of stock`);
  await client.query('UPDATE products SET stock = stock - $1 WHERE sku = $2', [quantity, sku]);
  const inserted = await client.query(
    `INSERT INTO orders (tenant, sku, quantity, total_cents) VALUES ($1, $2, $3, $4)
     RETURNING id, sku, quantity, total_cents, created_at`,
    [tenant, sku, quantity, product.price_cents * quantity],
  );
  return inserted.rows[0];
}

function charge(card, cents) {
  if (card === 'expired') throw new PaymentError(`payment of ${(cents / 100).toFixed(2)} failed: the card has expired`);
}

class PaymentError extends Error {
  name = 'PaymentError';
}

function problem(statusCode, message) {
  return Object.assign(new Error(message), { statusCode });
}
