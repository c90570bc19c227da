import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import service from '../service.cjs';

// A stand-in for an LLM provider. It thinks nothing: the answer, its length and its failures follow from the prompt, in
// the format of OpenAI's chat completions, so that the same conversation gives the same tokens every time.

const logger = service.createLogger('llm-stand-in');

const openings = [
  'A good question.',
  'Happily.',
  'For that I would pour',
  'Most guests choose',
  'The quiet favourite is',
];
const middles = [
  'something light first,',
  'what steeps for three minutes,',
  'whatever keeps its warmth,',
  'the one that is in stock,',
];
const endings = [
  'and a strainer beside it.',
  'with water just off the boil.',
  'and two cups, since tea is rarely alone.',
];

const server = createServer(async (request, response) => {
  try {
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
      return fail(response, 404, 'invalid_request_error', `Unknown request URL: ${request.method} ${request.url}`);
    }
    const body = JSON.parse(await text(request));
    const answer = think(body.messages);
    // The client's first try of a busy prompt is refused; its retry, which says that it is one, is served.
    if (answer.busy && (request.headers['x-stainless-retry-count'] ?? '0') === '0') {
      response.setHeader('retry-after-ms', '150');
      return fail(response, 429, 'rate_limit_exceeded', 'Rate limit reached for requests');
    }
    const completion = {
      id: `chatcmpl-${answer.id}`,
      created: Math.floor(Date.now() / 1000),
      model: body.model,
      service_tier: 'default',
    };
    await delay(60);
    if (body.stream) await streamAnswer(response, completion, answer, body.stream_options?.include_usage === true);
    else sendAnswer(response, completion, answer);
    logger.info('completed', { model: body.model, stream: body.stream === true, ...answer.usage });
  } catch (error) {
    logger.error(error);
    if (response.headersSent) response.destroy();
    else fail(response, 400, 'invalid_request_error', error.message);
  }
});

function think(messages) {
  const digest = createHash('sha256').update(JSON.stringify(messages)).digest();
  const pick = (list, at) => list[digest[at] % list.length];
  const words = `${pick(openings, 0)} ${pick(middles, 1)} ${pick(endings, 2)}`.split(/(?<= )/);
  const prompt = messages.reduce((sum, message) => sum + tokens(message.content), 0);
  const system = messages.filter((message) => message.role === 'system');
  // Providers cache a prompt's unchanged beginning in blocks; theirs are of 128 tokens, this one's of 16.
  const cached = system.reduce((sum, message) => sum + Math.floor(tokens(message.content) / 16) * 16, 0);
  const completion = words.reduce((sum, word) => sum + tokens(word), 0);
  return {
    id: digest.toString('hex', 0, 12),
    busy: /in a hurry/i.test(messages.at(-1).content),
    words,
    usage: {
      prompt_tokens: prompt,
      completion_tokens: completion,
      total_tokens: prompt + completion,
      prompt_tokens_details: { cached_tokens: cached, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
    },
  };
}

/** Four characters a token: near enough for English. */
function tokens(content) {
  return Math.ceil(content.length / 4);
}

function sendAnswer(response, completion, answer) {
  const message = { role: 'assistant', content: answer.words.join(''), refusal: null };
  send(response, 200, {
    ...completion,
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: 'stop' }],
    usage: answer.usage,
  });
}

async function streamAnswer(response, completion, answer, includeUsage) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const chunk = (choices, usage) => {
    const data = { ...completion, object: 'chat.completion.chunk', choices, ...(includeUsage ? { usage } : {}) };
    response.write(`data: ${JSON.stringify(data)}\n\n`);
  };
  chunk([{ index: 0, delta: { role: 'assistant', content: '' }, finish_reason: null }], null);
  for (const word of answer.words) {
    await delay(8);
    chunk([{ index: 0, delta: { content: word }, finish_reason: null }], null);
  }
  chunk([{ index: 0, delta: {}, finish_reason: 'stop' }], null);
  if (includeUsage) chunk([], answer.usage);
  response.end('data: [DONE]\n\n');
}

function fail(response, status, code, message) {
  send(response, status, { error: { message, type: code, param: null, code } });
}

function send(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

async function text(request) {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  return body;
}

server.listen(Number(process.env.PORT ?? 8084), '127.0.0.1');
await once(server, 'listening');

service.ready(logger, `http://127.0.0.1:${server.address().port}/v1`, async () => {
  server.close();
  await once(server, 'close');
});
