// The client of OpenAI against a server that answers as OpenAI does: completions, streams, tools, embeddings, errors.
const { once } = require('node:events');
const { createServer } = require('node:http');
const OpenAI = require('openai');

const usage = { prompt_tokens: 9, completion_tokens: 3, total_tokens: 12 };
const chunk = (delta, rest = {}) => ({
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1,
  model: 'gpt-5-2026',
  choices: [{ index: 0, delta, finish_reason: null, ...rest }],
});
const call = { id: 'call_1', type: 'function', function: { name: 'weather', arguments: '{"city":"Oslo"}' } };

function answer(path, { stream, stream_options, tools, model, input }) {
  if (model === 'none')
    return [404, { error: { message: 'no such model', type: 'invalid_request_error', code: 'model_not_found' } }];
  if (path === '/v1/embeddings') {
    return [
      200,
      {
        object: 'list',
        model,
        data: [input].flat().map((_, index) => ({ object: 'embedding', index, embedding: [0.5, 1] })),
        usage,
      },
    ];
  }
  const toolCalls = tools ? { tool_calls: [call] } : {};
  if (stream) {
    const last = { ...chunk({}), choices: [], usage };
    const parts = tools
      ? [{ tool_calls: [{ index: 0, ...call }] }]
      : [{ role: 'assistant', content: 'Hel' }, { content: 'lo' }];
    const end = chunk({}, { finish_reason: tools ? 'tool_calls' : 'stop' });
    const events = [...parts.map((part) => chunk(part)), end, ...(stream_options ? [last] : [])];
    return [200, [...events.map((event) => JSON.stringify(event)), '[DONE]']];
  }
  const message = { role: 'assistant', content: tools ? null : 'Hello', ...toolCalls };
  const choices = [{ index: 0, message, finish_reason: tools ? 'tool_calls' : 'stop' }];
  return [200, { id: 'chatcmpl-1', object: 'chat.completion', created: 1, model: 'gpt-5-2026', choices, usage }];
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  const [status, content] = answer(request.url, JSON.parse(body));
  if (Array.isArray(content)) {
    response.writeHead(status, { 'content-type': 'text/event-stream' });
    response.end(content.map((data) => `data: ${data}\n\n`).join(''));
  } else {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(content));
  }
});

async function main() {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new OpenAI({ apiKey: 'key', baseURL: `http://127.0.0.1:${server.address().port}/v1`, maxRetries: 0 });
  const { completions } = client.chat;
  const messages = [
    { role: 'system', content: 'Be short.' },
    { role: 'user', content: 'Say hello.' },
  ];
  const tools = [{ type: 'function', function: { name: 'weather', parameters: { type: 'object', properties: {} } } }];
  const model = 'gpt-5';

  const plain = await completions.create({ model, messages, temperature: 0.5, max_tokens: 10, top_p: 1, stop: ['x'] });
  console.log(`plain: ${plain.choices[0].message.content}`);
  const withTools = await completions.create({ model, messages, tools });
  console.log(`tools: ${JSON.stringify(withTools.choices[0].message.tool_calls)}`);
  const answered = [
    ...messages,
    { role: 'assistant', tool_calls: [call] },
    { role: 'tool', tool_call_id: 'call_1', content: 'sun' },
  ];
  await completions.create({ model, messages: answered });
  for (const more of [{}, { tools }, { stream_options: { include_usage: true } }]) {
    const parts = [];
    for await (const { choices } of await completions.create({ model, messages, stream: true, ...more })) {
      parts.push(choices[0]?.delta.content ?? '-');
    }
    console.log(`stream ${Object.keys(more)}: ${parts}`);
  }
  const { data } = await client.embeddings.create({ model: 'embed', input: ['a', 'b'], encoding_format: 'float' });
  console.log(`embeddings: ${data.length}`);
  await completions.create({ model: 'none', messages }).catch((error) => console.log(`error: ${error.message}`));
  server.close();
  server.closeAllConnections();
}
main();
