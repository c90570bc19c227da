// A client of Azure against a server that answers as its blob storage does.
const { AnonymousCredential, BlobServiceClient } = require('@azure/storage-blob');
const { trace } = require('@opentelemetry/api');
const { once } = require('node:events');
const { createServer } = require('node:http');

const tracer = trace.getTracer('shop');
const server = createServer((request, response) => {
  request.resume();
  const headers = { etag: '"1"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT', 'x-ms-request-id': 'request-1' };
  const isMissing = request.url.includes('missing');
  const status = isMissing ? 404 : request.method === 'PUT' ? 201 : 200;
  const body = request.method === 'GET' && !isMissing ? 'content' : '';
  response.writeHead(status, {
    ...headers,
    'content-length': body.length,
    ...(isMissing && { 'x-ms-error-code': 'BlobNotFound' }),
  });
  response.end(body);
});

async function main() {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${server.address().port}/account`;
  const options = { retryOptions: { maxTries: 1 } };
  const files = new BlobServiceClient(url, new AnonymousCredential(), options).getContainerClient('files');
  await tracer.startActiveSpan('visit', async (span) => {
    await files.create();
    await files.getBlockBlobClient('a').upload('content', 7);
    console.log(`blob: ${await files.getBlobClient('a').downloadToBuffer(0, 7)}`);
    span.end();
  });
  await files
    .getBlobClient('missing')
    .getProperties()
    .catch((error) => console.log(`missing: ${error.statusCode}`));
  console.log(`exists: ${await files.getBlobClient('missing').exists()}`);
  server.close();
  server.closeAllConnections();
}
main();
