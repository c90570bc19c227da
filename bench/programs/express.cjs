const express = require('express');
const { count, ready } = require('./report.cjs');

const app = express();
app.get('/users/:id', (request, response) => {
  count();
  response.json({ id: request.params.id });
});
const server = app.listen(0, '127.0.0.1', () => ready(server));
