// The same as an ES module.
import { createServer } from 'node:http';
import { createLogger, withLogContext } from '@spanwise/logging';
import bunyan from 'bunyan';
import pino from 'pino';
import winston from 'winston';
import serve from './serve.cjs';

serve({ createServer, bunyan, pino, winston, createLogger, withLogContext });
