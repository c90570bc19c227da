'use strict';

const express = require('express');
const OpenAI = require('openai');
const { createLogger, ready } = require('../service.cjs');

const logger = createLogger('assistant');
const openai = new OpenAI({
  baseURL: process.env.LLM_URL ?? 'http://127.0.0.1:8084/v1',
  apiKey: process.env.LLM_API_KEY ?? 'the-stand-in-needs-none',
  maxRetries: 2,
});
const model = process.env.LLM_MODEL ?? 'gpt-5-mini';

const app = express();
app.use(express.json());

app.get('/health', (_request, response) => {
  response.json({ status: 'ok' });
});

app.post('/answers', async (request, response) => {
  const { question, catalogue, stream = false } = request.body;
  const messages = [
    { role: 'system', content: `You help the guests of a tea shop. In stock: ${catalogue.join('; ')}.` },
    { role: 'user', content: question },
  ];
  const tenant = request.get('x-tenant-id');
  if (stream) return streamAnswer(messages, tenant, response);

  const completion = await openai.chat.completions.create({ model, messages });
  logger.info('answered', { tenant, tokens: completion.usage.total_tokens });
  response.json({ answer: completion.choices[0].message.content, usage: completion.usage });
});

async function streamAnswer(messages, tenant, response) {
  const completion = await openai.chat.completions.create({
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  response.type('text/plain');
  let usage;
  for await (const chunk of completion) {
    const text = chunk.choices[0]?.delta.content;
    if (text) response.write(text);
    usage = chunk.usage ?? usage;
  }
  logger.info('answered', { tenant, tokens: usage.total_tokens, stream: true });
  response.end();
}

app.use((error, request, response, _next) => {
  logger.error(error.message, { path: request.path, stack: error.stack });
  if (response.headersSent) response.destroy();
  else response.status(500).json({ error: error.message });
});

const server = app.listen(Number(process.env.PORT ?? 8082), '127.0.0.1', (error) => {
  if (error) {
    logger.error(error);
    process.exitCode = 1;
    return;
  }
  ready(logger, `http://127.0.0.1:${server.address().port}`, () => new Promise((resolve) => server.close(resolve)));
});
