// A gRPC service and its client: all four kinds of calls, errors, cancellation.
const grpc = require('@grpc/grpc-js');
const { trace } = require('@opentelemetry/api');
const { promisify } = require('node:util');

const tracer = trace.getTracer('shop');
const json = { serialize: (value) => Buffer.from(JSON.stringify(value)), deserialize: (bytes) => JSON.parse(bytes) };
const method = (name, requestStream, responseStream) => ({
  path: `/shop.Orders/${name}`,
  requestStream,
  responseStream,
  requestSerialize: json.serialize,
  requestDeserialize: json.deserialize,
  responseSerialize: json.serialize,
  responseDeserialize: json.deserialize,
});
const definition = {
  Get: method('Get', false, false),
  Fail: method('Fail', false, false),
  Hang: method('Hang', false, false),
  List: method('List', false, true),
  Add: method('Add', true, false),
  Chat: method('Chat', true, true),
};

const service = {
  Get({ request, metadata }, answer) {
    const span = tracer.startSpan('query');
    setImmediate(() => {
      span.end();
      answer(null, { ...request, tenant: metadata.get('tenant') });
    });
  },
  Fail: (_call, answer) => answer({ code: grpc.status.NOT_FOUND, details: 'no such order' }),
  Hang() {},
  List(call) {
    for (let i = 0; i < call.request.count; i += 1) call.write({ i });
    call.end();
  },
  Add(call, answer) {
    let sum = 0;
    call.on('data', ({ n }) => {
      sum += n;
    });
    call.on('end', () => answer(null, { sum }));
  },
  Chat(call) {
    call.on('data', (message) => call.write({ echo: message }));
    call.on('end', () => call.end());
  },
};

async function main() {
  const server = new grpc.Server();
  server.addService(definition, service);
  const bind = promisify(server.bindAsync.bind(server));
  const port = await bind('127.0.0.1:0', grpc.ServerCredentials.createInsecure());
  const Orders = grpc.makeGenericClientConstructor(definition, 'Orders');
  const client = new Orders(`127.0.0.1:${port}`, grpc.credentials.createInsecure());

  const unary = (name, ...args) =>
    new Promise((resolve) => {
      client[name](...args, (error, answer) => resolve(error ? `${error.code} ${error.details}` : answer));
    });
  const metadata = new grpc.Metadata();
  metadata.set('tenant', 'blue');
  await tracer.startActiveSpan('visit', async (span) => {
    console.log(`get: ${JSON.stringify(await unary('Get', { id: 7 }, metadata))}`);
    console.log(`fail: ${await unary('Fail', {})}`);
    span.end();
  });

  const list = client.List({ count: 3 });
  const listed = [];
  for await (const { i } of list) listed.push(i);
  console.log(`list: ${listed}`);

  const add = await new Promise((resolve, reject) => {
    const call = client.Add((error, answer) => (error ? reject(error) : resolve(answer)));
    for (const n of [1, 2, 3]) call.write({ n });
    call.end();
  });
  console.log(`add: ${add.sum}`);

  const chat = client.Chat();
  chat.write('hello');
  chat.end();
  for await (const message of chat) console.log(`chat: ${JSON.stringify(message)}`);

  const cancelled = new Promise((resolve) => {
    const call = client.Hang({}, (error) => resolve(error.code));
    setImmediate(() => call.cancel());
  });
  console.log(`cancelled: ${await cancelled}`);
  await Promise.all(
    Array.from({ length: 10 }, (_, id) =>
      tracer.startActiveSpan(`visitor ${id}`, async (span) => {
        await unary('Get', { id });
        span.end();
      }),
    ),
  );
  client.close();
  server.forceShutdown();
}
main();
