require('reflect-metadata');
const common = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const createModule = require('../nest.cjs');
const { askPeer, serve } = require('../serve.cjs');

async function listen() {
  const app = await NestFactory.create(createModule(common, askPeer), { logger: false });
  await app.listen(0, '127.0.0.1');
  return app.getHttpServer();
}

serve(listen());
