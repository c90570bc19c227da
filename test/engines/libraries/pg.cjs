// PostgreSQL: queries in every form, a pool, transactions, errors, concurrent queries.
const { trace } = require('@opentelemetry/api');
const { Client, Pool } = require('pg');

const tracer = trace.getTracer('shop');
const options = { host: '127.0.0.1', port: Number(process.env.SERVER_PORT), user: 'postgres', database: 'postgres' };

async function main() {
  const client = new Client(options);
  await client.connect();
  await client.query('CREATE TABLE users (id int PRIMARY KEY, name text)');
  await client.query('INSERT INTO users VALUES ($1, $2), (2, $3)', [1, 'a', 'b']);
  await tracer.startActiveSpan('visit', async (span) => {
    const { rows } = await client.query({ name: 'by id', text: 'SELECT name FROM users WHERE id = $1', values: [1] });
    console.log(`named: ${JSON.stringify(rows)}`);
    await client.query('SELECT missing FROM users').catch((error) => console.log(`error: ${error.message}`));
    span.end();
  });
  await new Promise((resolve) => {
    client.query('SELECT 1 AS one', (_error, { rows }) => {
      console.log(`callback: ${rows[0].one}`);
      tracer.startSpan('in callback').end();
      resolve();
    });
  });
  await client.end();

  const pool = new Pool({ ...options, max: 1 });
  const borrowed = await pool.connect();
  for (const text of ['BEGIN', "UPDATE users SET name = 'c' WHERE id = 1", 'ROLLBACK']) await borrowed.query(text);
  borrowed.release();
  await Promise.all(
    Array.from({ length: 5 }, (_, i) =>
      tracer.startActiveSpan(`visitor ${i}`, async (span) => {
        await pool.query('SELECT * FROM users WHERE id = $1', [i]);
        span.end();
      }),
    ),
  );
  await pool.end();
}
main();
