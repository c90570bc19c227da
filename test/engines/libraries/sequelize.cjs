// Sequelize with MySQL2 on MariaDB: models, raw queries, a transaction, errors.
const { trace } = require('@opentelemetry/api');
const { DataTypes, Sequelize } = require('sequelize');

const tracer = trace.getTracer('shop');

async function main() {
  const options = { dialect: 'mysql', host: '127.0.0.1', port: Number(process.env.SERVER_PORT), logging: false };
  const server = new Sequelize('', 'root', '', options);
  await server.query('CREATE DATABASE shop');
  await server.close();
  const sequelize = new Sequelize('shop', 'root', '', { ...options, pool: { max: 1 } });
  const User = sequelize.define('user', { name: DataTypes.STRING }, { timestamps: false });
  await sequelize.sync();
  await User.bulkCreate([{ name: 'a' }, { name: 'b' }]);
  await tracer.startActiveSpan('visit', async (span) => {
    console.log(`found: ${JSON.stringify(await User.findAll({ where: { name: 'a' } }))}`);
    console.log(`raw: ${JSON.stringify(await sequelize.query('SELECT 1 AS one'))}`);
    span.end();
  });
  await sequelize.transaction(async (transaction) => User.update({ name: 'c' }, { where: { id: 1 }, transaction }));
  await sequelize.query('SELECT missing FROM users').catch((error) => console.log(`error: ${error.name}`));
  await sequelize.close();
}
main();
