// The same as an ES module.
import { readFileSync } from 'node:fs';
import { pino } from 'pino';
import winston from 'winston';
import use from './use-destinations.cjs';

use({ readFileSync, pino, winston });
