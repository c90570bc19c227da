// A server whose every request writes a line with each logger, in a child logger where it has them.
const { createServer } = require('node:http');
const bunyan = require('bunyan');
const pino = require('pino');
const winston = require('winston');
const { createLogger, withLogContext } = require('@spanwise/logging');
require('./serve.cjs')({ createServer, bunyan, pino, winston, createLogger, withLogContext });
