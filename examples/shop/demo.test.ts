import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Ended, engine, type Program, startProgram } from '../../test/support/program.ts';

// All programs of the shop hold the demo's stderr, so that the demo counts as ended only when nothing is left running.

function startDemo(args: string[], env: Record<string, string> = {}): Program {
  const file = fileURLToPath(new URL('demo.ts', import.meta.url));
  return startProgram(file, { preload: 'none', flags: ['--conditions=@spanwise/source'], args, env });
}

function runOnce(env?: Record<string, string>): Promise<Ended> {
  return startDemo(['--once', '--json', '--requests', '24'], env).ended;
}

test('two bounded runs do the same work, and nothing is missing', async () => {
  // The distribution of AWS has spans of connections too, and how many are opened is a matter of time.
  const env: Record<string, string> =
    engine === 'adot' ? { OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'dns,fs,net,router' } : {};
  const [first, second] = [await runOnce(env), await runOnce(env)];
  for (const { code, stderr } of [first, second]) assert.deepEqual([code, stderr], [0, '']);
  const one = JSON.parse(first.stdout);
  const two = JSON.parse(second.stdout);
  assert.deepEqual(Object.keys(one), ['traces', 'spans', 'logs', 'metricPoints', 'errors', 'services', 'cost']);
  assert.equal(one.traces, 24);
  assert.ok(one.errors > 0);
  assert.deepEqual(Object.keys(one.services).sort(), ['shop-assistant', 'shop-gateway', 'shop-orders']);
  for (const what of ['traces', 'spans', 'logs', 'errors']) assert.equal(one[what], two[what], what);
  assert.deepEqual(one.cost, two.cost);
  assert.ok(one.cost.nanoUsd > 0);
});

test('a bounded run shows one trace that crosses the three services, and a row of numbers for each', async (context) => {
  const { code, stdout, stderr } = await startDemo(['--once', '--requests', '12']).ended;
  const folder = /Logs of the programs: (.+)/.exec(stdout)?.[1];
  context.after(() => folder && rmSync(folder, { recursive: true, force: true }));
  assert.deepEqual([code, stderr], [0, '']);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours begin with it.
  assert.doesNotMatch(stdout, /\x1b/, 'no colours without a terminal');
  const tree = stdout.slice(stdout.indexOf('One trace'), stdout.indexOf('metric points'));
  for (const service of ['shop-gateway', 'shop-orders', 'shop-assistant']) {
    assert.ok(tree.includes(service), `${service} is in the tree`);
    assert.match(stdout, new RegExp(`^ *${service}( +\\d+){4}$`, 'm'));
  }
});

test('costs are the same to the nano-dollar at any sampling, and all of them have a tenant', async () => {
  const [all, some, none] = [
    await runOnce(),
    await runOnce({ OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.1' }),
    await runOnce({ OTEL_TRACES_SAMPLER: 'always_off' }),
  ].map(({ stdout }) => JSON.parse(stdout).cost);
  assert.deepEqual(some, all);
  assert.deepEqual(none, all);
  const tenants: Record<string, number> = all.byTenant;
  assert.deepEqual(
    Object.keys(tenants).filter((tenant) => !['acme', 'globex', 'initech', 'umbrella'].includes(tenant)),
    [],
  );
  assert.equal(
    Object.values(tenants).reduce((sum, nanos) => sum + nanos, 0),
    all.nanoUsd,
  );
});

test('what is expected follows the sampler', async () => {
  const { code, stdout, stderr } = await runOnce({ OTEL_TRACES_SAMPLER: 'always_off' });
  assert.deepEqual([code, stderr], [0, '']);
  const counts = JSON.parse(stdout);
  assert.equal(counts.traces, 0);
  assert.ok(counts.logs > 0);
});

test('what is missing is said in a line, and the exit code is 1', async (context) => {
  const { code, stderr } = await runOnce({ OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'http' });
  const folder = /Logs of the programs: (.+)/.exec(stderr)?.[1];
  context.after(() => folder && rmSync(folder, { recursive: true, force: true }));
  assert.equal(code, 1);
  assert.match(stderr, /^24 requests were sent, but 0 SERVER spans of shop-gateway arrived$/m);
});

test('without --once it shows traces until Ctrl-C, then ends in order', async (context) => {
  const demo = startDemo([]);
  await demo.printed('closes the shop');
  await demo.printed('GET /health');
  demo.child.kill('SIGINT');
  const { code, stdout, stderr } = await demo.ended;
  const folder = /Logs of services: +(.+)/.exec(stdout)?.[1];
  context.after(() => folder && rmSync(folder, { recursive: true, force: true }));
  assert.deepEqual([code, stderr], [0, '']);
  assert.match(stdout, /shop-gateway( +\d+){4}/);
});

test('the services end when the demo was killed', {
  skip: process.platform === 'win32' && 'Windows ends no process by a signal',
}, async (context) => {
  const demo = startDemo([]);
  await demo.printed('closes the shop');
  demo.child.kill('SIGKILL');
  const { signal, stdout } = await demo.ended;
  const folder = /Logs of services: +(.+)/.exec(stdout)?.[1];
  context.after(() => folder && rmSync(folder, { recursive: true, force: true }));
  assert.equal(signal, 'SIGKILL');
});

test('a wrong option is told with the usage, exit code 2', async () => {
  const { code, stderr } = await startDemo(['--once', '--requests', 'many']).ended;
  assert.equal(code, 2);
  assert.match(stderr, /^--requests: got 'many', expected a whole number from 1 on$/m);
  assert.match(stderr, /Usage: pnpm demo/);
});
