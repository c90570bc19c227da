import type { Program } from './programs.ts';

const rows: readonly Omit<Program, 'folder' | 'isAboutAll'>[] = [
  { file: 'koa.cjs', about: 'A koa application: routers in routers, middleware, streams, errors, load.' },
  { file: 'hapi.cjs', about: 'A hapi server: plugins, extensions, an authentication scheme, errors, load.' },
  {
    file: 'nest-express.cjs',
    about: 'A Nest application on express: controllers, a guard, errors, load.',
    leaveOut: ['@opentelemetry/instrumentation-express'],
  },
  { file: 'nest-fastify.cjs', about: 'The same on fastify.', leaveOut: ['@fastify/otel'] },
  { file: 'connect.cjs', about: 'A connect application: middleware, mounted paths, errors, load.' },
  { file: 'restify.cjs', about: 'A restify server: handlers before and for a route, errors, load.' },
  {
    file: 'undici.cjs',
    about: 'The package undici: requests, clients, pools and its `fetch`; refused and cut connections.',
  },
  { file: 'socket.io.cjs', about: 'Socket.IO: events both ways, acknowledgements, rooms, namespaces.' },
  { file: 'grpc.cjs', about: 'A gRPC service and its client: all kinds of calls, errors, cancellation.' },
  { file: 'graphql.cjs', about: 'GraphQL.js: resolvers, lists, variables, mutations, documents that are wrong.' },
  { file: 'dataloader.cjs', about: 'dataloader: batches, caches, keys that fail.' },
  { file: 'generic-pool.cjs', about: 'generic-pool: waiting for resources, a drained pool.' },
  { file: 'lru-memoizer.cjs', about: 'lru-memoizer: the active span in callbacks that are answered together.' },
  {
    file: 'openai.cjs',
    about:
      'The client of OpenAI against a server that answers as OpenAI does: completions, streams, tools, embeddings, errors.',
    environments: [{}, { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'true' }],
  },
  { file: 'aws-sdk.cjs', about: 'Clients of AWS against a server that answers as S3, SQS and DynamoDB do.' },
  { file: 'winston.cjs', about: 'winston: levels, children, formats, inside and outside of a span.' },
  { file: 'pino.cjs', about: 'pino: levels, children, serializers, mixins, inside and outside of a span.' },
  { file: 'bunyan.cjs', about: 'bunyan: levels, children, serializers, inside and outside of a span.' },
  {
    file: 'imported.mjs',
    about: 'An ES module that imports a dozen of them: ES modules, CommonJS by default and by name, and both at once.',
  },
  {
    file: 'pg.cjs',
    about: 'pg on an embedded PostgreSQL: queries in every form, a pool, a transaction, errors.',
    server: 'postgres',
  },
  { file: 'knex.cjs', about: 'Knex on the same: built and raw queries, a transaction, errors.', server: 'postgres' },
  {
    file: 'ioredis.cjs',
    about: 'ioredis on Redis: commands, pipelines, transactions, scripts, channels, errors.',
    server: 'redis',
  },
  {
    file: 'redis.cjs',
    about: 'node-redis on Redis: commands, transactions, scripts, channels, errors.',
    server: 'redis',
  },
  { file: 'memcached.cjs', about: 'memcached on Memcached: commands, misses, errors.', server: 'memcached' },
  { file: 'mysql2.cjs', about: 'MySQL2 on MariaDB: queries, prepared statements, a pool, errors.', server: 'mariadb' },
  { file: 'mysql.cjs', about: 'mysql on MariaDB: queries, streams, a pool, errors.', server: 'mariadb' },
  {
    file: 'anthropic.cjs',
    about: 'The client of Anthropic against a server that answers as Anthropic does: messages, streams, tools, errors.',
  },
  { file: 'azure-sdk.cjs', about: 'A client of Azure against a server that answers as its blob storage does.' },
  {
    file: 'bullmq.cjs',
    about: 'BullMQ on Redis: jobs one by one and in bulk, a flow, a job that fails.',
    environments: [{ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'ioredis' }],
    server: 'redis',
  },
  {
    file: 'sequelize.cjs',
    about: 'Sequelize on MariaDB: models, raw queries, a transaction, errors.',
    server: 'mariadb',
  },
  {
    file: 'typeorm.cjs',
    about: 'TypeORM on MariaDB: repositories, query builders, raw queries, a transaction, errors.',
    server: 'mariadb',
  },
];

/** Programs of one library each, in the folder `libraries`, which has them all as dependencies. */
export const libraries: readonly Program[] = rows.map((row) => ({ ...row, folder: 'libraries', isAboutAll: true }));
