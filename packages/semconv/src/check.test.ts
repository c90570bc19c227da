import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkTelemetry } from './check.ts';
import { ownRegistry } from './own-registry.ts';
import { mergeRegistries } from './registry.ts';
import { upstreamRegistry } from './upstream.ts';

const upstream = upstreamRegistry();
const registry = mergeRegistries(ownRegistry, upstream);

type Value = Record<string, unknown>;

function span(attributes: Record<string, Value>): object {
  const list = Object.entries(attributes).map(([key, value]) => ({ key, value }));
  return { resourceSpans: [{ scopeSpans: [{ spans: [{ name: 'GET /', attributes: list }] }] }] };
}

const cases: [what: string, name: string, value: Value, problem: string | undefined][] = [
  ['one of ours', 'cost.amount', { doubleValue: 0.5 }, undefined],
  ['a double that is whole', 'cost.amount', { intValue: '2' }, undefined],
  ['a text where a number belongs', 'cost.amount', { stringValue: '0.5' }, 'mistyped_attribute'],
  ['one of upstream', 'http.request.method', { stringValue: 'GET' }, undefined],
  ['a number where a text belongs', 'http.request.method', { intValue: 1 }, 'mistyped_attribute'],
  ['a status as text', 'http.response.status_code', { stringValue: '200' }, 'mistyped_attribute'],
  ['a status', 'http.response.status_code', { intValue: 200 }, undefined],
  ['a template', 'http.request.header.accept', { arrayValue: { values: [{ stringValue: '*' }] } }, undefined],
  ['a template of two words', 'rpc.grpc.request.metadata.id', { arrayValue: { values: [] } }, undefined],
  ['the beginning of a template alone', 'http.request.header.', { stringValue: '' }, 'unknown_attribute'],
  ['one of nobody', 'tenant', { stringValue: 'acme' }, 'unknown_attribute'],
  ['a name of JavaScript', 'constructor', { stringValue: '' }, 'unknown_attribute'],
];

describe('checker of attributes', () => {
  for (const [what, name, value, problem] of cases) {
    it(what, () => {
      const findings = checkTelemetry(span({ [name]: value }), registry);
      assert.deepEqual(
        findings.map((finding) => [finding.problem, finding.name, finding.where]),
        problem === undefined ? [] : [[problem, name, 'GET /']],
      );
    });
  }

  it('tells each finding once, with what was expected', () => {
    const twice = span({ 'cost.amount': { stringValue: 'a' } });
    const findings = checkTelemetry(
      { resourceSpans: [twice, twice].flatMap((one) => Object.values(one)[0]) },
      registry,
    );
    assert.deepEqual(findings, [
      { problem: 'mistyped_attribute', name: 'cost.amount', where: 'GET /', expected: 'double', received: 'string' },
    ]);
  });

  it('looks into resources, scopes, events, links and data points', () => {
    const attributes = (key: string): object[] => [{ key, value: { stringValue: '' } }];
    const data = {
      resourceSpans: [
        {
          resource: { attributes: attributes('a') },
          scopeSpans: [
            {
              scope: { name: 'b', attributes: attributes('b') },
              spans: [
                {
                  name: 'c',
                  events: [{ name: 'd', attributes: attributes('d') }],
                  links: [{ attributes: attributes('e') }],
                },
              ],
            },
          ],
        },
      ],
      resourceMetrics: [
        {
          scopeMetrics: [
            { metrics: [{ name: 'cost.amount', unit: 'USD', sum: { dataPoints: [{ attributes: attributes('f') }] } }] },
          ],
        },
      ],
      resourceLogs: [{ scopeLogs: [{ logRecords: [{ eventName: 'g', attributes: attributes('g') }] }] }],
    };
    assert.deepEqual(
      checkTelemetry(data, registry).map(({ name, where, problem }) => `${problem} ${name} ${where}`),
      [
        'unknown_attribute a resource',
        'unknown_attribute b b',
        'unknown_attribute d d',
        'unknown_attribute e c',
        'wrong_unit cost.amount cost.amount',
        'unknown_attribute f cost.amount',
        'unknown_attribute g g',
      ],
    );
  });
});

describe('registries', () => {
  it('ours has no name that upstream has', () => {
    const names = [...Object.keys(ownRegistry.attributes), ...Object.keys(ownRegistry.metrics)];
    assert.deepEqual(
      names.filter((name) => name in upstream.attributes || name in upstream.metrics),
      [],
    );
  });

  it('upstream has its names', () => {
    assert.equal(upstream.attributes['service.instance.cost_center.id'], 'string');
    assert.equal(upstream.metrics['http.server.request.duration'], '');
    assert.ok(Object.keys(upstream.attributes).length > 900);
  });
});
