import 'reflect-metadata';
import common from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import createModule from '../nest.cjs';
import { askPeer, serve } from '../serve.cjs';

const app = await NestFactory.create(createModule(common, askPeer), new FastifyAdapter(), { logger: false });
await app.listen(0, '127.0.0.1');
serve(app.getHttpServer());
