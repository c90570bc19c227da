// A service with twenty dependencies that many have; it loads them and uses one.
const express = require('express');
const { count, ready } = require('./report.cjs');

require('@grpc/grpc-js');
require('ajv');
require('axios');
require('dayjs');
require('graphql');
require('ioredis');
require('jsonwebtoken');
require('kafkajs');
require('lodash');
require('mongodb');
require('mysql2');
require('pg');
require('pino');
require('rxjs');
require('undici');
require('uuid');
require('winston');
require('ws');
require('zod');

const app = express();
app.get('/users/:id', (request, response) => {
  count();
  response.json({ id: request.params.id });
});
const server = app.listen(0, '127.0.0.1', () => ready(server));
