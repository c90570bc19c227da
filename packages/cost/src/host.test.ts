import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostMatcher, isHostPattern } from './host.ts';

const cases: [pattern: string, hosts: string[], others: string[]][] = [
  ['orders', ['orders', 'ORDERS'], ['orders.evil.example', 'reorders']],
  ['*.svc.local', ['a.svc.local', 'a.b.svc.local'], ['svc.local', 'asvc.local', 'a.svc.local.evil.example']],
  ['10.0.0.0/8', ['10.1.2.3', '::ffff:10.1.2.3'], ['11.0.0.1', '10.evil.example', '']],
  ['fd00::/8', ['fd12::1', '[fd12::1]'], ['fe80::1', '10.0.0.1']],
  ['::1', ['::1'], ['::2']],
];

describe('hosts', () => {
  for (const [pattern, hosts, others] of cases) {
    it(pattern, () => {
      const matches = hostMatcher(pattern);
      assert.ok(isHostPattern(pattern));
      for (const host of hosts) assert.ok(matches(host), host);
      for (const host of others) assert.ok(!matches(host), host);
    });
  }

  for (const pattern of ['', 'http://orders', 'orders:80', 'a b', '10.0.0.0/33', '10.0.0/8', 'orders/8', '*', '*.']) {
    it(`'${pattern}' is none`, () => assert.equal(isHostPattern(pattern), false));
  }
});
