import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startCollector } from './support/collector.ts';
import { installNodes, nodeBinary, nodeVersions } from './support/nodes.ts';
import { fixture, runProgram } from './support/program.ts';

installNodes();

const nodes: Record<string, string> = {
  [process.versions.node]: process.execPath,
  ...Object.fromEntries(nodeVersions.map((version) => [version, nodeBinary(version)])),
};
const programs = [
  'express-server.cjs',
  'express-server.mjs',
  'express-imported-later.cjs',
  'fastify-server.cjs',
  'fastify-server.mjs',
];

describe('one flag covers CommonJS and ES modules', { concurrency: 3 }, () => {
  for (const [version, node] of Object.entries(nodes)) {
    for (const preload of ['--require', '--import'] as const) {
      for (const program of programs) {
        it(`Node.js ${version}, ${preload}, ${program}`, async () => {
          const collector = await startCollector();
          try {
            const ended = await runProgram(fixture(program), {
              node,
              preload,
              env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
            });
            assert.deepEqual(
              { code: ended.code, stdout: ended.stdout, stderr: ended.stderr },
              { code: 0, stdout: '{"id":"7"}\n', stderr: '' },
            );
            // GET (fetch)
            // └─ GET /users/:id (server)
            const client = collector.spans.find((span) => span.kind === 'CLIENT' && span.name === 'GET');
            const server = collector.spans.find((span) => span.kind === 'SERVER');
            assert.equal(server?.name, 'GET /users/:id');
            assert.equal(server.attributes['http.route'], '/users/:id');
            assert.equal(server.parentSpanId, client?.spanId);
            assert.equal(server.traceId, client?.traceId);
          } finally {
            await collector.close();
          }
        });
      }
    }
  }
});
