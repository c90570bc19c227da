// The client of Anthropic against a server that answers as Anthropic does: messages, streams, tools, errors.
const { Anthropic } = require('@anthropic-ai/sdk');
const { trace } = require('@opentelemetry/api');
const { once } = require('node:events');
const { createServer } = require('node:http');

const tracer = trace.getTracer('shop');
const usage = { input_tokens: 9, output_tokens: 3 };
const message = { id: 'msg_1', type: 'message', role: 'assistant', model: 'claude-5', stop_sequence: null, usage };

function answer({ stream, tools, model }) {
  if (model === 'none') return [404, { type: 'error', error: { type: 'not_found_error', message: 'no such model' } }];
  const content = tools
    ? [{ type: 'tool_use', id: 'tool_1', name: 'weather', input: { city: 'Oslo' } }]
    : [{ type: 'text', text: 'Hello' }];
  if (!stream) return [200, { ...message, content, stop_reason: tools ? 'tool_use' : 'end_turn' }];
  const events = [
    { type: 'message_start', message: { ...message, content: [], stop_reason: null } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Hel' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'lo' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 3 } },
    { type: 'message_stop' },
  ];
  return [200, events];
}

const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  const [status, content] = answer(JSON.parse(body));
  const isStream = Array.isArray(content);
  response.writeHead(status, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
  response.end(
    isStream
      ? content.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
      : JSON.stringify(content),
  );
});

async function main() {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new Anthropic({ apiKey: 'key', baseURL: `http://127.0.0.1:${server.address().port}`, maxRetries: 0 });
  const request = { model: 'claude-5', max_tokens: 10, messages: [{ role: 'user', content: 'Say hello.' }] };
  await tracer.startActiveSpan('visit', async (span) => {
    const plain = await client.messages.create({ ...request, system: 'Be short.', temperature: 0.5 });
    console.log(`plain: ${JSON.stringify(plain.content)}`);
    span.end();
  });
  const tools = [{ name: 'weather', input_schema: { type: 'object', properties: {} } }];
  const withTools = await client.messages.create({ ...request, tools });
  console.log(`tools: ${JSON.stringify(withTools.content)}`);
  const types = [];
  for await (const { type } of await client.messages.create({ ...request, stream: true })) types.push(type);
  console.log(`stream: ${types}`);
  await client.messages.create({ ...request, model: 'none' }).catch((error) => console.log(`error: ${error.status}`));
  server.close();
  server.closeAllConnections();
}
main();
