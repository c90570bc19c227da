// What the programs of web servers have in common: they are asked over loopback, and what they answer is printed.
const { trace } = require('@opentelemetry/api');
const http = require('node:http');

const tracer = trace.getTracer('visitor');

/** Asks a server, and prints the answer by method and path. */
function ask(port, path, { method = 'GET', headers, body } = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ port, host: '127.0.0.1', path, method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(console.log(`${method} ${path}: ${response.statusCode} ${text}`)));
    });
    request.on('error', reject);
    request.end(body);
  });
}

/** Asks for each path in turn, and then for one of them from ten traces at once. */
async function visit(port, paths, path) {
  for (const each of paths) await ask(port, ...[each].flat());
  await Promise.all(
    Array.from({ length: 10 }, (_, i) =>
      tracer.startActiveSpan(`visitor ${i}`, async (span) => {
        await ask(port, `${path}${i}`);
        span.end();
      }),
    ),
  );
}

module.exports = { ask, visit };
