import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { collect } from './support/collect.ts';
import { installNodes, nodeBinary, nodeVersions } from './support/nodes.ts';

installNodes();

const nodes: Record<string, string> = {
  [process.versions.node]: process.execPath,
  ...Object.fromEntries(nodeVersions.map((version) => [version, nodeBinary(version)])),
};
const flags = ['--trace-warnings', '--trace-deprecation', '--pending-deprecation'];

describe('nothing is on stderr, also when Node.js is asked for all it warns of', { concurrency: 3 }, () => {
  for (const [version, node] of Object.entries(nodes)) {
    for (const engine of ['native', 'upstream', 'adot']) {
      for (const program of ['express-server.cjs', 'express-server.mjs', 'fastify-server.cjs', 'one-of-each.cjs']) {
        it(`Node.js ${version}, ${engine}, ${program}`, async () => {
          const { code, stderr, spans } = await collect(program, { node, flags, env: { SPANWISE_ENGINE: engine } });
          assert.deepEqual([code, stderr], [0, '']);
          assert.ok(spans.length > 0);
        });
      }
    }
  }
});
