import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { type Owner, setOwnerSlot } from '@spanwise/semconv';
import { baggagePropagator, createTracerProvider } from '@spanwise/trace';
import fc from 'fast-check';
import { accountOf, createAccount } from './account.ts';
import { type BoundaryOptions, createBoundaryPropagator, createPeerCheck } from './boundary-propagator.ts';
import { createOwnerRules, type DropReason } from './owner.ts';

const acme: Owner = { tenant: 'acme', team: 'tea', costCenter: 'cc-1' };

function boundary(
  options: Partial<BoundaryOptions> = {},
): ReturnType<typeof createBoundaryPropagator> & { drops: DropReason[] } {
  const drops: DropReason[] = [];
  const dropped = (reason: DropReason): void => void drops.push(reason);
  const rules = createOwnerRules({ known: { tenant: ['acme', 'globex'] }, dropped });
  return { ...createBoundaryPropagator({ baggage: baggagePropagator, rules, dropped, ...options }), drops };
}

const tracer = createTracerProvider({ resource: resourceFromAttributes({}), spanProcessors: [] }).getTracer('test');

/** The context in which the instrumentation of a client injects. */
function calling(host: string | undefined, owner: Owner | undefined, context: Context = ROOT_CONTEXT): Context {
  const within = owner === undefined ? context : setOwnerSlot(context, createAccount({ owner, source: 'header' }));
  if (host === undefined) return within;
  return trace.setSpan(
    within,
    tracer.startSpan('GET', { kind: SpanKind.CLIENT, attributes: { 'server.address': host } }, within),
  );
}

function injected(propagator: ReturnType<typeof boundary>, context: Context): string | undefined {
  const carrier: Record<string, string> = {};
  propagator.inject(context, carrier, defaultTextMapSetter);
  return carrier.baggage;
}

function extracted(
  propagator: ReturnType<typeof boundary>,
  headers: Record<string, string>,
): [owner: Owner | undefined, baggage: string[]] {
  const context = propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
  const members = propagation.getBaggage(context)?.getAllEntries() ?? [];
  return [accountOf(context)?.owner, members.map(([key]) => key)];
}

describe('owners that go out', () => {
  const propagator = boundary({ internalHosts: ['*.svc.local', 'orders', '10.0.0.0/8'] });
  const full = 'tenant.id=acme,team.name=tea,cost_center.id=cc-1';
  const hosts: [host: string | undefined, expected: string | undefined][] = [
    ['orders', full],
    ['ORDERS', full],
    ['api.svc.local', full],
    ['10.1.2.3', full],
    ['svc.local', undefined],
    ['svc.local.evil.example', undefined],
    ['api.openai.com', undefined],
    ['11.1.2.3', undefined],
    [undefined, undefined],
  ];
  for (const [host, expected] of hosts) {
    it(`${host ?? 'no span of a client'}: ${expected === undefined ? 'nothing' : 'the owner'}`, () => {
      assert.equal(injected(propagator, calling(host, acme)), expected);
    });
  }

  it('a span that is not recording has no address: nothing', () => {
    const context = trace.setSpanContext(calling(undefined, acme), {
      traceId: '1'.repeat(32),
      spanId: '1'.repeat(16),
      traceFlags: 0,
    });
    assert.equal(injected(propagator, context), undefined);
  });

  it('the baggage of the program passes, without keys of owners, which come first', () => {
    const members = { mine: { value: '1' }, 'tenant.id': { value: 'globex' } };
    const context = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage(members));
    assert.equal(injected(propagator, calling('api.openai.com', acme, context)), 'mine=1');
    assert.equal(injected(propagator, calling('orders', acme, context)), `${full},mine=1`);
    assert.equal(injected(propagator, calling('orders', undefined, context)), 'mine=1');
  });

  it('no internal host, no owner', () => {
    assert.equal(injected(boundary(), calling('orders', acme)), undefined);
  });
});

describe('owners that come in', () => {
  const header = { baggage: 'tenant.id=acme,mine=1,team.name=tea' };

  it('from nobody in particular are dropped and counted', () => {
    const propagator = boundary();
    assert.deepEqual(extracted(propagator, header), [{}, ['mine']]);
    assert.deepEqual(propagator.drops, ['untrusted']);
  });

  it('are believed where no outsider comes', () => {
    assert.deepEqual(extracted(boundary({ trust: 'all' }), header), [{ tenant: 'acme', team: 'tea' }, ['mine']]);
  });

  it('have to be possible and known', () => {
    const propagator = boundary({ trust: 'all' });
    assert.deepEqual(extracted(propagator, { baggage: 'tenant.id=initech,team.name=a%20b' }), [{}, []]);
    assert.deepEqual(propagator.drops, ['unknown', 'invalid']);
  });

  it('with a code of one of the keys are believed, whoever brings them', () => {
    const sender = boundary({ internalHosts: ['orders'], macKeys: ['new', 'old'] });
    const sent = injected(sender, calling('orders', acme));
    assert.match(sent ?? '', /^tenant\.id=acme;mac=[\w-]{22},team\.name=tea,cost_center\.id=cc-1$/);
    assert.deepEqual(extracted(boundary({ macKeys: ['newer', 'new'] }), { baggage: sent! }), [acme, []]);
    for (const forged of [
      sent!.replace('acme', 'globex'),
      sent!.replace(/;mac=[\w-]+/, ''),
      sent!.replace(/mac=./, 'mac=!'),
    ]) {
      const propagator = boundary({ macKeys: ['new'] });
      assert.deepEqual(extracted(propagator, { baggage: forged }), [{}, []]);
      assert.deepEqual(propagator.drops, ['bad_mac']);
    }
  });

  it('of peers are believed when their address is known', () => {
    const propagator = boundary({ trust: 'peers' });
    const check = createPeerCheck(['10.0.0.0/8', '::1'], (reason) => propagator.drops.push(reason));
    const of = (address: unknown): [tenant: string | undefined, source: string] => {
      const account = accountOf(propagator.extract(ROOT_CONTEXT, header, defaultTextMapGetter))!;
      check(account, address);
      return [account.owner?.tenant, account.source];
    };
    assert.deepEqual(of('10.9.9.9'), ['acme', 'baggage']);
    assert.deepEqual(of('::ffff:10.9.9.9'), ['acme', 'baggage']);
    assert.deepEqual(of('8.8.8.8'), [undefined, 'unattributed']);
    assert.deepEqual(of(undefined), [undefined, 'unattributed']);
    assert.deepEqual(propagator.drops, ['untrusted', 'untrusted']);
  });

  it('a header or claim that was declared wins over baggage', () => {
    const headers = boundary({ trust: 'all', headers: { tenant: 'X-Tenant-Id' } });
    assert.deepEqual(extracted(headers, { ...header, 'x-tenant-id': 'globex' }), [{ tenant: 'globex' }, ['mine']]);
    const token = `h.${Buffer.from('{"org":"globex","sub":7}').toString('base64url')}.s`;
    const claims = boundary({ claims: { tenant: 'org', team: 'sub' } });
    assert.deepEqual(extracted(claims, { authorization: `Bearer ${token}` })[0], { tenant: 'globex' });
    assert.deepEqual(extracted(claims, { authorization: 'Bearer h.e30x.s' })[0], {});
    assert.deepEqual(extracted(claims, { authorization: 'Basic abc' })[0], {});
  });
});

describe('10,000 fuzzed headers', () => {
  const key = fc.constantFrom(
    'tenant.id',
    'team.name',
    'cost_center.id',
    'tenant%2Eid',
    'TENANT.ID',
    ' tenant.id ',
    'mine',
  );
  const value = fc.oneof(
    fc.constantFrom('acme', 'globex', '', '%', 'a'.repeat(9000)),
    fc.string(),
    fc.string({ unit: 'binary' }),
  );
  const member = fc
    .tuple(key, value, fc.constantFrom('', ';mac=x', ';a', ';;mac='))
    .map(([name, text, rest]) => `${name}=${text}${rest}`);
  const header = fc.array(fc.oneof(member, fc.string()), { maxLength: 12 }).map((members) => members.join(','));

  it('never name an owner, and never reach the program', () => {
    const propagator = boundary({ macKeys: ['key'] });
    fc.assert(
      fc.property(header, (baggage) => {
        const [owner, members] = extracted(propagator, { baggage });
        assert.deepEqual(owner, {});
        for (const name of ['tenant.id', 'team.name', 'cost_center.id', 'cost_center.name'])
          assert.ok(!members.includes(name));
      }),
      { numRuns: 10_000 },
    );
  });
});

describe('real servers as peers', () => {
  const seen: Record<string, IncomingHttpHeaders[]> = { internal: [], external: [] };
  const servers: Server[] = [];
  const ports: Record<string, number> = {};

  before(async () => {
    for (const name of ['internal', 'external']) {
      const server = createServer((request, response) => {
        seen[name]!.push(request.headers);
        response.end();
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      servers.push(server);
      ports[name] = (server.address() as AddressInfo).port;
    }
  });
  after(() => Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve)))));

  it('the third party gets none of our keys', async () => {
    const propagator = boundary({ internalHosts: ['orders.internal'] });
    const members = propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ 'tenant.id': { value: 'acme' } }));
    // The names are what the program called them; both are on this machine.
    const peers: [name: string, host: string][] = [
      ['internal', 'orders.internal'],
      ['external', 'api.vendor.example'],
    ];
    for (const [name, host] of peers) {
      const headers: Record<string, string> = {};
      propagator.inject(calling(host, acme, members), headers, defaultTextMapSetter);
      await fetch(`http://127.0.0.1:${ports[name]}/`, { headers });
    }
    assert.deepEqual(
      seen.internal?.map(({ baggage }) => baggage),
      ['tenant.id=acme,team.name=tea,cost_center.id=cc-1'],
    );
    assert.deepEqual(
      seen.external?.map(({ baggage }) => baggage),
      [undefined],
    );
    assert.doesNotMatch(JSON.stringify(seen.external), /acme|cc-1/);
  });
});
