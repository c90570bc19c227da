// Two loggers of winston that share their transports, and a destination of pino that is flushed.
const { readFileSync } = require('node:fs');
const pino = require('pino');
const winston = require('winston');
require('./use-destinations.cjs')({ readFileSync, pino, winston });
