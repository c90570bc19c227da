import 'reflect-metadata';
import common from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import createModule from '../nest.cjs';
import { askPeer, serve } from '../serve.cjs';

const app = await NestFactory.create(createModule(common, askPeer), { logger: false });
await app.listen(0, '127.0.0.1');
serve(app.getHttpServer());
