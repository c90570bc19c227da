// TypeORM with MySQL2 on MariaDB: repositories, query builders, raw queries, errors.
const { trace } = require('@opentelemetry/api');
const { createConnection } = require('mysql2/promise');
const { DataSource, EntitySchema } = require('typeorm');

const tracer = trace.getTracer('shop');
const User = new EntitySchema({
  name: 'user',
  columns: { id: { type: Number, primary: true, generated: true }, name: { type: String, length: 20 } },
});

async function main() {
  const options = { host: '127.0.0.1', port: Number(process.env.SERVER_PORT) };
  const connection = await createConnection({ ...options, user: 'root' });
  await connection.query('CREATE DATABASE shop');
  await connection.end();
  const source = new DataSource({
    type: 'mysql',
    ...options,
    username: 'root',
    database: 'shop',
    entities: [User],
    synchronize: true,
  });
  await source.initialize();
  const users = source.getRepository(User);
  await users.save([{ name: 'a' }, { name: 'b' }]);
  await tracer.startActiveSpan('visit', async (span) => {
    console.log(`found: ${JSON.stringify(await users.findBy({ name: 'a' }))}`);
    console.log(
      `built: ${JSON.stringify(await users.createQueryBuilder('user').where('user.id = :id', { id: 2 }).getMany())}`,
    );
    console.log(`raw: ${JSON.stringify(await source.query('SELECT 1 AS one'))}`);
    span.end();
  });
  await source.transaction(async (manager) => manager.update(User, 1, { name: 'c' }));
  await source.query('SELECT missing FROM user').catch((error) => console.log(`error: ${error.code}`));
  await users.delete(2);
  await source.destroy();
}
main();
