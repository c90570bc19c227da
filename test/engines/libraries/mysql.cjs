// mysql: queries and streams, a pool, errors.
const { trace } = require('@opentelemetry/api');
const { once } = require('node:events');
const mysql = require('mysql');

const tracer = trace.getTracer('shop');
const options = { host: '127.0.0.1', port: Number(process.env.SERVER_PORT), user: 'root' };

async function main() {
  const connection = mysql.createConnection(options);
  const query = (on, ...args) =>
    new Promise((resolve, reject) => {
      on.query(...args, (error, rows) => {
        tracer.startSpan('in callback').end();
        if (error) reject(error);
        else resolve(rows);
      });
    });
  await query(connection, 'CREATE DATABASE shop');
  await query(connection, 'CREATE TABLE shop.users (id int PRIMARY KEY, name varchar(20))');
  await query(connection, 'INSERT INTO shop.users VALUES (?, ?), (2, ?)', [1, 'a', 'b']);
  await tracer.startActiveSpan('visit', async (span) => {
    console.log(
      `rows: ${JSON.stringify(await query(connection, { sql: 'SELECT name FROM shop.users WHERE id = ?', values: [1] }))}`,
    );
    await query(connection, 'SELECT missing FROM shop.users').catch((error) => console.log(`error: ${error.code}`));
    const stream = connection.query('SELECT id FROM shop.users');
    await once(stream, 'end');
    span.end();
  });
  connection.end();

  const pool = mysql.createPool({ ...options, database: 'shop', connectionLimit: 1 });
  await Promise.all(
    Array.from({ length: 5 }, (_, i) =>
      tracer.startActiveSpan(`visitor ${i}`, async (span) => {
        await query(pool, 'SELECT * FROM users WHERE id = ?', [i]);
        span.end();
      }),
    ),
  );
  pool.end();
}
main();
