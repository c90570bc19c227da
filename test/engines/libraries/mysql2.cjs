// MySQL2: queries and prepared statements, promises and callbacks, a pool, errors.
const { trace } = require('@opentelemetry/api');
const mysql = require('mysql2');
const { createPool } = require('mysql2/promise');

const tracer = trace.getTracer('shop');
const options = { host: '127.0.0.1', port: Number(process.env.SERVER_PORT), user: 'root' };

async function main() {
  const connection = mysql.createConnection(options);
  const query = (...args) =>
    new Promise((resolve, reject) => {
      connection.query(...args, (error, rows) => {
        tracer.startSpan('in callback').end();
        if (error) reject(error);
        else resolve(rows);
      });
    });
  await query('CREATE DATABASE shop');
  await query('CREATE TABLE shop.users (id int PRIMARY KEY, name varchar(20))');
  await query('INSERT INTO shop.users VALUES (?, ?), (2, ?)', [1, 'a', 'b']);
  await tracer.startActiveSpan('visit', async (span) => {
    console.log(
      `rows: ${JSON.stringify(await query({ sql: 'SELECT name FROM shop.users WHERE id = ?', values: [1] }))}`,
    );
    await query('SELECT missing FROM shop.users').catch((error) => console.log(`error: ${error.code}`));
    span.end();
  });
  connection.end();

  const pool = createPool({ ...options, database: 'shop', connectionLimit: 1 });
  await Promise.all(
    Array.from({ length: 5 }, (_, i) =>
      tracer.startActiveSpan(`visitor ${i}`, async (span) => {
        await pool.execute('SELECT * FROM users WHERE id = ?', [i]);
        span.end();
      }),
    ),
  );
  await pool.end();
}
main();
