import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type GivenTrace, runTrace } from './rules.fixture.ts';
import { parseRules } from './rules-file.ts';

type Row = [given: GivenTrace, expected: string];

/** A file of rules, and what becomes of traces under it. The randomness of a trace is 8…, the middle, unless it says `r`. */
const tables: Record<string, { rules: string; rows: Row[] }> = {
  'no rule matches: as the caller decided': {
    rules: `
rules:
  - { name: other, match: { service: other }, action: drop }`,
    rows: [
      [{}, 'keep no rule th:0'],
      [{ r: '0' }, 'keep no rule th:0'],
      [{ error: 'root' }, 'keep no rule th:0'],
      [{ caller: 'sampled' }, 'keep no rule no ot'],
      [{ caller: 'sampled th:8' }, 'keep no rule th:8'],
      [{ caller: 'unsampled' }, 'drop no rule'],
      [{ service: 'other' }, 'drop other'],
      [{ service: 'other', error: 'child' }, 'drop other'],
    ],
  },
  'actions of a rule without conditions: drop': {
    rules: `
rules:
  - { name: all, action: drop }`,
    rows: [
      [{}, 'drop all'],
      [{ r: 'f' }, 'drop all'],
      [{ error: 'root' }, 'drop all'],
      [{ caller: 'sampled th:0' }, 'drop all'],
    ],
  },
  'actions of a rule without conditions: keep': {
    rules: `
rules:
  - { name: all, action: keep }`,
    rows: [
      [{}, 'keep all th:0'],
      [{ r: '0' }, 'keep all th:0'],
      [{ caller: 'unsampled' }, 'keep all th:0'],
      [{ caller: 'sampled' }, 'keep all th:0'],
      [{ caller: 'sampled th:8', r: '9' }, 'keep all th:0'],
      [{ caller: 'sampled rv:00000000000001;th:0' }, 'keep all th:0;rv:00000000000001'],
      [{ caller: 'sampled th:8;xy:1' }, 'keep all th:0;xy:1'],
    ],
  },
  'ratio of a half': {
    rules: `
rules:
  - { name: half, action: { ratio: 0.5 } }`,
    rows: [
      [{ r: '8' }, 'keep half th:8'],
      [{ r: '7fffffffffffff' }, 'drop half'],
      [{ r: 'ffffffffffffff' }, 'keep half th:8'],
      [{ r: '0' }, 'drop half'],
      [{ error: 'root', r: '7' }, 'drop half'],
      // A caller that kept more than we do.
      [{ caller: 'sampled th:0', r: '8' }, 'keep half th:8'],
      [{ caller: 'sampled th:0', r: '7' }, 'drop half'],
      [{ caller: 'sampled th:4', r: '9' }, 'keep half th:8'],
      // A caller that kept less: nothing more is left.
      [{ caller: 'sampled th:c', r: 'd' }, 'keep half th:c'],
      [{ caller: 'sampled th:c', r: 'c' }, 'keep half th:c'],
      [{ caller: 'unsampled', r: 'f' }, 'drop half'],
      [{ caller: 'unsampled', r: '0' }, 'drop half'],
      // A caller that does not say how it was sampled is followed.
      [{ caller: 'sampled', r: '0' }, 'keep half no ot'],
      [{ caller: 'sampled', r: 'f' }, 'keep half no ot'],
      // One whose threshold contradicts its flag was sampled by something else.
      [{ caller: 'sampled th:c', r: '8' }, 'keep half no ot'],
      // Values that are none.
      [{ caller: 'sampled th:xyz', r: '0' }, 'keep half no ot'],
      [{ caller: 'sampled th:123456789012345', r: '0' }, 'keep half no ot'],
      [{ caller: 'sampled rv:12', r: '0' }, 'keep half rv:12'],
      // Explicit randomness counts in place of the trace id's.
      [{ caller: 'sampled th:0;rv:90000000000000', r: '0' }, 'keep half th:8;rv:90000000000000'],
      [{ caller: 'sampled th:0;rv:10000000000000', r: 'f' }, 'drop half'],
    ],
  },
  'ratios at their edges': {
    rules: `
rules:
  - { name: one, match: { service: one }, action: { ratio: 1 } }
  - { name: none, match: { service: none }, action: { ratio: 0 } }
  - { name: tenth, match: { service: tenth }, action: { ratio: 0.1 } }
  - { name: hundredth, match: { service: hundredth }, action: { ratio: 0.01 } }
  - { name: smallest, match: { service: smallest }, action: { ratio: 1.3877787807814457e-17 } }
  - { name: quarter, match: { service: quarter }, action: { ratio: 0.25 } }`,
    rows: [
      [{ service: 'one', r: '0' }, 'keep one th:0'],
      [{ service: 'one', caller: 'unsampled' }, 'drop one'],
      [{ service: 'one', caller: 'sampled th:8' }, 'keep one th:8'],
      [{ service: 'none', r: 'ffffffffffffff' }, 'drop none'],
      [{ service: 'none', caller: 'sampled' }, 'drop none'],
      [{ service: 'none', caller: 'sampled th:0' }, 'drop none'],
      [{ service: 'tenth', r: 'e6666666666666' }, 'keep tenth th:e6666666666666'],
      [{ service: 'tenth', r: 'e6666666666665' }, 'drop tenth'],
      [{ service: 'hundredth', r: 'fd70a3d70a3d71' }, 'keep hundredth th:fd70a3d70a3d71'],
      [{ service: 'hundredth', r: 'fd70a3d70a3d70' }, 'drop hundredth'],
      [{ service: 'smallest', r: 'ffffffffffffff' }, 'keep smallest th:ffffffffffffff'],
      [{ service: 'smallest', r: 'fffffffffffffe' }, 'drop smallest'],
      [{ service: 'quarter', r: 'c' }, 'keep quarter th:c'],
      [{ service: 'quarter', r: 'bfffffffffffff' }, 'drop quarter'],
    ],
  },
  'health checks, by the rule that is shipped': {
    rules: `
rules:
  - { name: rest, action: { ratio: 1 } }`,
    rows: [
      [{ path: '/health' }, 'drop health checks'],
      [{ path: '/healthz' }, 'drop health checks'],
      [{ path: '/health/live' }, 'drop health checks'],
      [{ path: '/livez' }, 'drop health checks'],
      [{ path: '/readyz' }, 'drop health checks'],
      [{ path: '/metrics' }, 'drop health checks'],
      [{ path: '/-/ready' }, 'drop health checks'],
      [{ path: '/actuator/health/db' }, 'drop health checks'],
      [{ path: '/healthz', method: 'HEAD' }, 'drop health checks'],
      [{ attributes: { 'http.target': '/healthz?full=1', 'http.method': 'GET' } }, 'drop health checks'],
      [{ path: '/healthz', error: 'root' }, 'drop health checks'],
      [{ path: '/healthz', method: 'POST' }, 'keep rest th:0'],
      [{ path: '/healthz', kind: 'client' }, 'keep rest th:0'],
      [{ path: '/health-food' }, 'keep rest th:0'],
      [{ path: '/api/health' }, 'keep rest th:0'],
      [{ path: '/metrics/daily' }, 'keep rest th:0'],
    ],
  },
  'health checks, switched off': {
    rules: `
keep_health_checks: true
rules:
  - { name: rest, action: { ratio: 1 } }`,
    rows: [
      [{ path: '/healthz' }, 'keep rest th:0'],
      [{ path: '/metrics' }, 'keep rest th:0'],
    ],
  },
  'match on the service': {
    rules: `
rules:
  - { name: exact, match: { service: checkout }, action: keep }
  - { name: several, match: { service: [cart, basket] }, action: drop }
  - { name: glob, match: { service: pay-* }, action: keep }
  - { name: rest, action: { ratio: 0.25 } }`,
    rows: [
      [{ service: 'checkout' }, 'keep exact th:0'],
      [{ service: 'checkout-2' }, 'drop rest'],
      [{ service: 'cart' }, 'drop several'],
      [{ service: 'basket' }, 'drop several'],
      [{ service: 'pay-eu' }, 'keep glob th:0'],
      [{ service: 'pay' }, 'drop rest'],
      [{ service: 'shop', r: 'c' }, 'keep rest th:c'],
    ],
  },
  'match on route and path': {
    rules: `
rules:
  - { name: route, match: { route: "/users/:id" }, action: keep }
  - { name: below, match: { route: /admin/** }, action: keep }
  - { name: one level, match: { route: "/v1/*" }, action: keep }
  - { name: either, match: { route: ["/a", "/b/{x,y}"] }, action: keep }
  - { name: path, match: { path: /static/** }, action: drop }
  - { name: rest, action: { ratio: 0.5 } }`,
    rows: [
      [{ path: '/users/17', route: '/users/:id', r: '0' }, 'keep route th:0'],
      [{ path: '/users/17', r: '0' }, 'drop rest'],
      [{ path: '/users/17', route: '/users/:id/orders', r: '0' }, 'drop rest'],
      [{ path: '/admin/a/b', r: '0' }, 'keep below th:0'],
      [{ path: '/admin', r: '0' }, 'drop rest'],
      [{ route: '/admin/:page', r: '0' }, 'keep below th:0'],
      [{ path: '/v1/orders', r: '0' }, 'keep one level th:0'],
      [{ path: '/v1/orders/7', r: '0' }, 'drop rest'],
      [{ path: '/a', r: '0' }, 'keep either th:0'],
      [{ path: '/b/x', r: '0' }, 'keep either th:0'],
      [{ path: '/b/y', r: '0' }, 'keep either th:0'],
      [{ path: '/b/z', r: '0' }, 'drop rest'],
      [{ path: '/b/z', r: '9' }, 'keep rest th:8'],
      [{ path: '/static/app.js', r: 'f' }, 'drop path'],
      [{ route: '/static/*', r: 'f' }, 'keep rest th:8'],
      [{ path: '/a?b=1', r: '0' }, 'keep either th:0'],
    ],
  },
  'match on method, kind and name': {
    rules: `
rules:
  - { name: writes, match: { method: [POST, PUT, PATCH] }, action: keep }
  - { name: jobs, match: { kind: consumer }, action: { ratio: 0.25 } }
  - { name: outgoing, match: { kind: [client, producer] }, action: drop }
  - { name: nightly, match: { name: "nightly *" }, action: keep }
  - { name: rest, action: { ratio: 0.5 } }`,
    rows: [
      [{ path: '/', method: 'POST', r: '0' }, 'keep writes th:0'],
      [{ path: '/', method: 'PATCH', r: '0' }, 'keep writes th:0'],
      [{ path: '/', method: 'GET', r: '0' }, 'drop rest'],
      [{ path: '/', method: 'GET', r: '9' }, 'keep rest th:8'],
      [{ kind: 'consumer', r: 'c' }, 'keep jobs th:c'],
      [{ kind: 'consumer', r: 'b' }, 'drop jobs'],
      [{ kind: 'client' }, 'drop outgoing'],
      [{ kind: 'producer' }, 'drop outgoing'],
      [{ kind: 'internal', name: 'nightly report', r: '0' }, 'keep nightly th:0'],
      [{ kind: 'internal', name: 'hourly report', r: '0' }, 'drop rest'],
    ],
  },
  'match on attributes and the tenant': {
    rules: `
rules:
  - { name: gold, match: { attributes: { customer.tier: gold } }, action: keep }
  - { name: beta, match: { attributes: { feature: [new-cart, "new-*"] } }, action: keep }
  - { name: server errors, match: { attributes: { http.response.status_code: ">= 500" } }, action: keep }
  - { name: redirects, match: { attributes: { http.response.status_code: [301, 302] } }, action: drop }
  - { name: debug, match: { attributes: { debug: true } }, action: keep }
  - { name: marked, match: { attributes: { mark: { exists: true } } }, action: keep }
  - { name: big, match: { tenant: [acme, globex-*] }, action: { ratio: 0.25 } }
  - { name: both, match: { attributes: { a: 1, b: 2 } }, action: keep }
  - { name: anonymous, match: { attributes: { user.id: { exists: false } } }, action: drop }
  - { name: rest, action: { ratio: 0.5 } }`,
    rows: [
      [{ attributes: { 'customer.tier': 'gold' }, r: '0' }, 'keep gold th:0'],
      [{ later: { 'customer.tier': 'gold' }, r: '0' }, 'keep gold th:0'],
      [{ attributes: { 'customer.tier': 'silver' }, r: '0' }, 'drop anonymous'],
      [{ later: { feature: 'new-cart' }, r: '0' }, 'keep beta th:0'],
      [{ later: { feature: 'new-menu' }, r: '0' }, 'keep beta th:0'],
      [{ later: { feature: ['old', 'new-menu'] }, r: '0' }, 'keep beta th:0'],
      [{ later: { 'http.response.status_code': 500 }, r: '0' }, 'keep server errors th:0'],
      [{ later: { 'http.response.status_code': 503 }, r: '0' }, 'keep server errors th:0'],
      [{ later: { 'http.response.status_code': 499 }, r: '0' }, 'drop anonymous'],
      [{ later: { 'http.response.status_code': '503' }, r: '0' }, 'drop anonymous'],
      [{ later: { 'http.response.status_code': 302 }, r: 'f' }, 'drop redirects'],
      [{ later: { debug: true }, r: '0' }, 'keep debug th:0'],
      [{ later: { debug: false }, r: '0' }, 'drop anonymous'],
      [{ later: { mark: '' }, r: '0' }, 'keep marked th:0'],
      [{ tenant: 'acme', r: 'c' }, 'keep big th:c'],
      [{ tenant: 'acme', r: 'b' }, 'drop big'],
      [{ tenant: 'globex-eu', r: 'c' }, 'keep big th:c'],
      [{ tenant: 'initech', later: { 'user.id': 'u1' }, r: 'c' }, 'keep rest th:8'],
      [{ later: { a: 1, b: 2 }, r: '0' }, 'keep both th:0'],
      [{ later: { a: 1, b: 3, 'user.id': 'u1' }, r: '0' }, 'drop rest'],
      [{ attributes: { a: 1 }, later: { b: 2 }, r: '0' }, 'keep both th:0'],
    ],
  },
  'match on the outcome': {
    rules: `
rules:
  - { name: errors, match: { status: error }, action: keep }
  - { name: slow reports, match: { route: /reports/**, duration: 10s }, action: keep }
  - { name: reports, match: { route: /reports/** }, action: { ratio: 0.25 } }
  - { name: slow, match: { duration: 1s }, action: keep }
  - { name: expensive, match: { cost: "> 0.05" }, action: keep }
  - { name: quick, match: { duration: "< 5ms", status: ok }, action: drop }
  - { name: rest, action: { ratio: 0.5 } }`,
    rows: [
      [{ error: 'root', r: '0' }, 'keep errors th:0'],
      [{ error: 'child', r: '0' }, 'keep errors th:0'],
      // The head had kept it with a lower count.
      [{ error: 'child', r: 'f' }, 'keep errors th:0'],
      [{ error: 'child', caller: 'unsampled', r: '0' }, 'keep errors th:0'],
      [{ error: 'child', caller: 'sampled th:8', r: 'f' }, 'keep errors th:0'],
      [{ error: 'child', caller: 'sampled', r: '0' }, 'keep errors th:0'],
      [{ millis: 1000, r: '0' }, 'keep slow th:0'],
      [{ millis: 999, r: '0' }, 'drop rest'],
      [{ millis: 1500, caller: 'unsampled' }, 'keep slow th:0'],
      [{ path: '/reports/1', millis: 1500, r: 'b' }, 'drop reports'],
      [{ path: '/reports/1', millis: 1500, r: 'c' }, 'keep reports th:c'],
      [{ path: '/reports/1', millis: 10_000, r: '0' }, 'keep slow reports th:0'],
      [{ route: '/reports/:id', millis: 12_000, r: '0' }, 'keep slow reports th:0'],
      [{ cost: 0.06, r: '0' }, 'keep expensive th:0'],
      [{ cost: 0.05, r: '0' }, 'drop rest'],
      [{ millis: 4, r: 'f' }, 'drop quick'],
      [{ millis: 5, r: 'f' }, 'keep rest th:8'],
      [{ millis: 4, error: 'root', r: '0' }, 'keep errors th:0'],
      [{ caller: 'unsampled' }, 'drop rest'],
      [{ caller: 'sampled', r: '0' }, 'keep rest no ot'],
      [{ caller: 'sampled th:c', r: 'd' }, 'keep rest th:c'],
    ],
  },
  'the first match wins': {
    rules: `
rules:
  - { name: noise, match: { route: /noise/** }, action: drop }
  - { name: critical, match: { route: /pay/** }, action: keep }
  - { name: first errors, match: { status: error, service: shop }, action: { ratio: 0.5 } }
  - { name: errors, match: { status: error }, action: keep }
  - { name: rest, action: { ratio: 0.25 } }`,
    rows: [
      [{ path: '/noise/1', error: 'root', r: 'f' }, 'drop noise'],
      [{ path: '/pay/1', error: 'root', r: '0' }, 'keep critical th:0'],
      [{ path: '/pay/1', caller: 'unsampled', r: '0' }, 'keep critical th:0'],
      [{ error: 'root', r: '8' }, 'keep first errors th:8'],
      [{ error: 'root', r: '7' }, 'drop first errors'],
      [{ error: 'root', r: '7', service: 'cart' }, 'keep errors th:0'],
      [{ r: 'c' }, 'keep rest th:c'],
      [{ r: 'b' }, 'drop rest'],
      // What was decided at the start is overruled by what turns out: the route only comes later.
      [{ route: '/noise/:id', r: 'f' }, 'drop noise'],
      [{ route: '/pay/:id', r: '0' }, 'keep critical th:0'],
    ],
  },
  'limits that are not reached': {
    rules: `
rules:
  - { name: per second, match: { kind: server }, action: { limit: { traces_per_second: 100 } } }
  - { name: spans, match: { kind: consumer }, action: { limit: { spans_per_minute: 1000, by: [route, tenant] } } }
  - { name: bytes, match: { kind: producer }, action: { limit: { bytes_per_minute: 1MiB } } }
  - { name: money, match: { kind: client }, action: { limit: { usd_per_minute: 0.01, usd_per_gb: 0.5 } } }`,
    rows: [
      [{ r: '0' }, 'keep per second th:0'],
      [{ caller: 'unsampled' }, 'drop per second'],
      [{ caller: 'sampled th:8' }, 'keep per second th:8'],
      [{ caller: 'sampled' }, 'keep per second no ot'],
      [{ kind: 'consumer', r: '0' }, 'keep spans th:0'],
      [{ kind: 'producer', r: '0' }, 'keep bytes th:0'],
      [{ kind: 'client', r: '0' }, 'keep money th:0'],
    ],
  },
};

let rows = 0;

for (const [title, table] of Object.entries(tables)) {
  describe(title, () => {
    const { rules, problems } = parseRules(table.rules, 'rules.yaml');
    for (const [given, expected] of table.rows) {
      rows++;
      it(`${JSON.stringify(given)}: ${expected}`, () => {
        assert.deepEqual(problems, []);
        assert.equal(runTrace(rules, given), expected);
      });
    }
  });
}

it('there are at least 150 rows', () => assert.ok(rows >= 150, `${rows}`));
