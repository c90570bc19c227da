// Knex on PostgreSQL: built and raw queries, a transaction, errors.
const { trace } = require('@opentelemetry/api');
const knex = require('knex');

const tracer = trace.getTracer('shop');

async function main() {
  const connection = {
    host: '127.0.0.1',
    port: Number(process.env.SERVER_PORT),
    user: 'postgres',
    database: 'postgres',
  };
  const db = knex({ client: 'pg', connection, pool: { min: 1, max: 1 } });
  await db.schema.createTable('users', (table) => {
    table.integer('id').primary();
    table.string('name');
  });
  await db('users').insert([
    { id: 1, name: 'a' },
    { id: 2, name: 'b' },
  ]);
  await tracer.startActiveSpan('visit', async (span) => {
    console.log(`users: ${JSON.stringify(await db('users').where('id', 1).select('name'))}`);
    console.log(`raw: ${JSON.stringify((await db.raw('SELECT 1 + ? AS two', [1])).rows)}`);
    span.end();
  });
  await db.transaction(async (transaction) => {
    await transaction('users').where({ id: 1 }).update({ name: 'c' });
  });
  await db('missing')
    .select()
    .catch((error) => console.log(`error: ${error.code}`));
  await db.destroy();
}
main();
