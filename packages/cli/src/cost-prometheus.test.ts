import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { entriesOfPrometheus } from './cost-prometheus.ts';

// The answers of Prometheus itself are in test/backends/cost.test.ts; here is what it never says when all is well.

type Values = [time: number, value: string][];

const hour = 3600;
const from = Date.parse('2026-11-25T12:00:00Z');
const start = from / 1000;

let answer: { status?: number; body: string } = { body: '' };
const asked: { query: string | null; authorization: string | undefined }[] = [];
let server: Server;
let address: string;

before(async () => {
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ query: new URLSearchParams(body).get('query'), authorization: request.headers.authorization });
    response.writeHead(answer.status ?? 200).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

async function spent(values: Values, metric: Record<string, string> = { tenant_id: 'acme' }) {
  answer = {
    body: JSON.stringify({ status: 'success', data: { resultType: 'matrix', result: [{ metric, values }] } }),
  };
  return entriesOfPrometheus(address, from, from + 2 * hour * 1000);
}

const rows: [what: string, values: Values, nanos: bigint[]][] = [
  [
    'a series that begins counts from its first sample',
    [
      [start + 60, '0.5'],
      [start + 120, '0.75'],
    ],
    [750_000_000n],
  ],
  [
    'one that was there before counts what it grew by',
    [
      [start - 60, '0.5'],
      [start + 60, '0.75'],
    ],
    [250_000_000n],
  ],
  [
    'one that falls has begun again',
    [
      [start - 60, '0.5'],
      [start + 60, '0.6'],
      [start + 120, '0.1'],
    ],
    [200_000_000n],
  ],
  [
    'by the hour of the sample',
    [
      [start + 60, '0.1'],
      [start + hour + 60, '0.3'],
    ],
    [100_000_000n, 200_000_000n],
  ],
  ['doubles as the shortest text that stands for them', [[start + 60, '8.2635e-3']], [8_263_500n]],
  [
    'what does not grow is no entry',
    [
      [start - 60, '1'],
      [start + 60, '1'],
      [start + 120, 'NaN'],
    ],
    [],
  ],
];

describe('what Prometheus says was spent', () => {
  for (const [what, values, nanos] of rows) {
    it(what, async () =>
      assert.deepEqual(
        (await spent(values)).map((entry) => entry.nanos),
        nanos,
      ),
    );
  }

  it('owner and category are labels, with dots or without', async () => {
    const labels = { tenant_id: 'acme', 'team.name': 'tea', cost_center_id: 'cc-1', cost_category: 'llm' };
    const [entry] = await spent([[start + 1, '1']], labels);
    assert.deepEqual(entry?.owner, { tenant: 'acme', team: 'tea', costCenter: 'cc-1' });
    assert.equal(entry?.category, 'llm');
  });

  it('a user and a password are basic authentication', async () => {
    await spent([]);
    await entriesOfPrometheus(address.replace('//', '//me:s%40fe@'), from, from + 1000);
    assert.equal(asked.at(-1)?.authorization, `Basic ${Buffer.from('me:s@fe').toString('base64')}`);
    assert.equal(asked.at(-1)?.query, '{__name__=~"cost[._]amount(_USD)?(_total)?"}[601s]');
  });

  it('what it refuses, and what is no Prometheus, is said', async () => {
    const ask = () => entriesOfPrometheus(address, from, from + 1000);
    answer = { status: 422, body: 'query processing would load too many samples' };
    await assert.rejects(ask, { message: `Prometheus at ${address}: answered 422 ${answer.body}` });
    answer = { body: '<html>' };
    await assert.rejects(ask, /expected the answer of a query, got "<html>"$/);
    await assert.rejects(
      () => entriesOfPrometheus('http://127.0.0.1:1', from, from + 1000),
      /^Error: Prometheus at http:\/\/127\.0\.0\.1:1: /,
    );
  });
});
