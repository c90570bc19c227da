// Libraries that are imported: ES modules of their own, CommonJS by its default and by its names, and both at once.

import { once } from 'node:events';
import { createRequire } from 'node:module';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { trace } from '@opentelemetry/api';
import bunyan from 'bunyan';
import DataLoader from 'dataloader';
import { createPool } from 'generic-pool';
import { buildSchema, graphql } from 'graphql';
import Koa from 'koa';
import OpenAI from 'openai';
import pino from 'pino';
import * as undici from 'undici';
import winston from 'winston';

const tracer = trace.getTracer('shop');
const required = createRequire(import.meta.url)('graphql');

const app = new Koa();
app.use(async function answer(ctx) {
  ctx.body = { object: 'list', data: [{ object: 'embedding', index: 0, embedding: [1] }], choices: [], model: 'm' };
});
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://127.0.0.1:${server.address().port}`;

await tracer.startActiveSpan('visit', async (span) => {
  const openai = new OpenAI({ apiKey: 'key', baseURL: url, maxRetries: 0 });
  const { data } = await openai.embeddings.create({ model: 'm', input: 'a', encoding_format: 'float' });
  console.log(`openai: ${data.length}`);

  const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
  const s3 = new S3Client({ endpoint: url, region: 'eu-north-1', credentials, forcePathStyle: true });
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'files', Key: 'a' }));
  console.log(`s3: ${(await Body.transformToString()).length}`);

  console.log(`undici: ${(await (await undici.request(url)).body.json()).object}`);
  for (const library of [{ buildSchema, graphql }, required]) {
    const schema = library.buildSchema('type Query { hello: String }');
    const { data } = await library.graphql({ schema, source: '{ hello }', rootValue: { hello: () => 'world' } });
    console.log(`graphql: ${JSON.stringify(data)}`);
  }
  console.log(`dataloader: ${await new DataLoader(async (keys) => keys).load(5)}`);
  const pool = createPool({ create: async () => 'resource', destroy: async () => {} });
  console.log(`pool: ${await pool.use(async (resource) => resource)}`);
  await pool.drain();
  span.end();
});
tracer.startActiveSpan('work', (span) => {
  pino({ base: {}, timestamp: false }, pino.destination({ sync: true })).info('of pino');
  winston
    .createLogger({ format: winston.format.json(), transports: [new winston.transports.Console()] })
    .info('of winston');
  const lines = [];
  const streams = [
    { type: 'raw', level: 'info', stream: { write: ({ msg, trace_id }) => lines.push({ msg, trace_id }) } },
  ];
  bunyan.createLogger({ name: 'shop', streams }).info('of bunyan');
  console.log(`bunyan: ${JSON.stringify(lines)}`);
  span.end();
});
await undici.getGlobalDispatcher().close();
server.close();
server.closeAllConnections();
