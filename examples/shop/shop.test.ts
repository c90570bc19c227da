import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type Shop, startShop } from './launch.ts';
import { makeTraffic } from './traffic.ts';

const json = { 'x-tenant-id': 'acme', 'content-type': 'application/json' };

suite('the shop, as it is without Spanwise', () => {
  let shop: Shop;
  const logFolder = mkdtempSync(join(tmpdir(), 'shop-test-'));

  before(async () => {
    shop = await startShop({ logFolder });
  });

  after(async () => {
    const problems = await shop.stop();
    rmSync(logFolder, { recursive: true, force: true });
    assert.deepEqual(problems, []);
    for (const { name, pid } of shop.processes) {
      assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' }, `${name} is still running`);
    }
  });

  async function ask(path: string, body?: unknown, headers: Record<string, string> = json) {
    const response = await fetch(`${shop.urls.gateway}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    const type = response.headers.get('content-type') ?? '';
    return { status: response.status, type, body: type.startsWith('application/json') ? JSON.parse(text) : text };
  }

  test('health asks the services behind the gateway', async () => {
    assert.deepEqual(await ask('/health', undefined, {}), {
      status: 200,
      type: 'application/json; charset=utf-8',
      body: { status: 'ok' },
    });
  });

  test('a request under /api must name its tenant', async () => {
    const { status, body } = await ask('/api/products', undefined, {});
    assert.equal(status, 400);
    assert.match(body.error, /x-tenant-id/);
  });

  test('products come from the database', async () => {
    const { status, body } = await ask('/api/products');
    assert.equal(status, 200);
    assert.deepEqual(
      body.map((product: { sku: string }) => product.sku),
      ['cup', 'darjeeling', 'kettle', 'samovar', 'sencha', 'strainer', 'teapot'],
    );
  });

  test('an order is placed, and only its tenant can see it', async () => {
    const placed = await ask('/api/orders', { sku: 'cup', quantity: 2 });
    assert.equal(placed.status, 201);
    assert.equal(placed.body.total_cents, 2900);
    const seen = await ask(`/api/orders/${placed.body.id}`);
    assert.deepEqual(seen.body, placed.body);
    const hidden = await ask(`/api/orders/${placed.body.id}`, undefined, { ...json, 'x-tenant-id': 'globex' });
    assert.equal(hidden.status, 404);
  });

  test('orders that cannot be fulfilled are refused, and take nothing from the stock', async () => {
    const stock = async () =>
      (await ask('/api/products')).body.find((product: { sku: string }) => product.sku === 'teapot').stock;
    const before = await stock();
    assert.deepEqual(await ask('/api/orders', { sku: 'spoon' }).then(({ status, body }) => [status, body.error]), [
      404,
      'no product spoon',
    ]);
    assert.deepEqual(await ask('/api/orders', { sku: 'samovar' }).then(({ status, body }) => [status, body.error]), [
      409,
      'samovar is out of stock',
    ]);
    assert.deepEqual(
      await ask('/api/orders', { sku: 'teapot', card: 'expired' }).then(({ status, body }) => [status, body.error]),
      [500, 'payment of 52.00 failed: the card has expired'],
    );
    assert.equal((await ask('/api/orders', { sku: 'teapot', quantity: 0 })).status, 400);
    assert.equal(await stock(), before);
  });

  test('the sales report is slow', async () => {
    const started = performance.now();
    const { status, body } = await ask('/api/reports/sales');
    assert.equal(status, 200);
    assert.equal(body.length, 4);
    assert.ok(body.every((quarter: { orders: number }) => quarter.orders > 0));
    assert.ok(performance.now() - started > 1000);
  });

  test('the assistant answers the same question with the same words and tokens', async () => {
    const question = { question: 'Which tea is good in the evening?' };
    const first = await ask('/api/assistant', question);
    assert.equal(first.status, 200);
    const { usage } = first.body;
    assert.ok(usage.prompt_tokens_details.cached_tokens > 0);
    assert.equal(usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
    assert.deepEqual((await ask('/api/assistant', question)).body, first.body);
    const streamed = await ask('/api/assistant', { ...question, stream: true });
    assert.match(streamed.type, /^text\/plain/);
    assert.equal(streamed.body, first.body.answer);
  });

  test('the LLM refuses a hurried question once, and the assistant tries again', async () => {
    const hurried = { messages: [{ role: 'user', content: 'I am in a hurry.' }], model: 'gpt-5-mini' };
    const post = (headers = {}) =>
      fetch(`${shop.urls['llm-stand-in']}/chat/completions`, {
        method: 'POST',
        headers,
        body: JSON.stringify(hurried),
      });
    const refused = await post();
    assert.equal(refused.status, 429);
    assert.equal(((await refused.json()) as { error: { code: string } }).error.code, 'rate_limit_exceeded');
    assert.equal((await post({ 'x-stainless-retry-count': '1' })).status, 200);
    assert.equal((await ask('/api/assistant', { question: 'I am in a hurry.' })).status, 200);
  });

  test('the traffic is answered as it should be, whatever the seed and however many ask at once', async () => {
    const options = { gateway: shop.urls.gateway, requests: 40 };
    for (const traffic of [
      await makeTraffic({ ...options, seed: 7, concurrency: 8 }),
      await makeTraffic({ ...options, seed: 8 }),
    ]) {
      assert.deepEqual(traffic, { sent: 40, surprises: [] });
    }
  });

  test('every service logs JSON, one object a line', () => {
    for (const { name, logFile } of shop.processes) {
      const [first] = readFileSync(logFile, 'utf8').split('\n');
      assert.equal(JSON.parse(first!).message, 'listening', name);
    }
  });
});

test('a program that cannot start is named, and the others are stopped', async (context) => {
  const logFolder = mkdtempSync(join(tmpdir(), 'shop-test-'));
  context.after(() => rmSync(logFolder, { recursive: true, force: true }));
  const taken = (await import('node:net')).createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => taken.once('listening', resolve));
  const { port } = taken.address() as import('node:net').AddressInfo;
  await assert.rejects(startShop({ logFolder, port }), /^Error: gateway ended with code 1 .*EADDRINUSE/);
  taken.close();
});
