import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { startGoogle } from './google.ts';
import { cloudLimits, type Method } from './google-limits.ts';

const google = await startGoogle();
after(() => google.close());

const now = Math.floor(Date.now() / 1000);
const name = `projects/shop/traces/${'a'.repeat(32)}/spans/${'b'.repeat(16)}`;
const time = (offset = 0) => ({ seconds: now + offset });
const times = <T>(count: number, make: (index: number) => T): T[] => Array.from({ length: count }, (_, i) => make(i));
const map = (count: number, value: unknown) => Object.fromEntries(times(count, (index) => [`k${index}`, value]));

const span = (fields: object = {}) => ({ name, startTime: time(-1), endTime: time(), ...fields });
const withAttributes = (attributeMap: object) => span({ attributes: { attributeMap } });
const text = (value: string) => ({ stringValue: { value } });

let types = 0;
const series = (fields: object = {}) => ({
  metric: { type: `workload.googleapis.com/m${types++}` },
  metricKind: 'GAUGE',
  points: [{ interval: { endTime: time() }, value: { doubleValue: 1 } }],
  ...fields,
});
const withLabels = (labels: object) => series({ metric: { type: 'm', labels } });
const gauge = (type: string, offset: number) => ({
  timeSeries: [series({ metric: { type }, points: [{ interval: { endTime: time(offset) } }] })],
});
const entry = (fields: object = {}) => ({ logName: 'projects/shop/logs/app', textPayload: 'hello', ...fields });

/** For each method a request that is accepted, and for each of its limits one that breaks only this. */
const requests: Record<Method, { fine: object; broken: Record<string, object> }> = {
  BatchWriteSpans: {
    fine: {
      spans: [withAttributes(map(32, text('v'.repeat(256)))), span({ displayName: { value: 'n'.repeat(128) } })],
    },
    broken: {
      'a span is named projects/<id>/traces/<32 hex digits>/spans/<16 hex digits>': { spans: [span({ name: 'x' })] },
      '25,000 spans a request': { spans: times(25_001, () => span()) },
      '128 bytes for the name of a span': { spans: [span({ displayName: { value: 'é'.repeat(65) } })] },
      '32 attributes for a span': { spans: [withAttributes(map(33, text('v')))] },
      '128 bytes for the key of an attribute': { spans: [withAttributes({ ['k'.repeat(129)]: text('v') })] },
      '256 bytes for the value of an attribute': { spans: [withAttributes({ k: text('v'.repeat(257)) })] },
      '128 events for a span': { spans: [span({ timeEvents: { timeEvent: times(129, () => ({ time: time() })) } })] },
      'spans of the last 14 days and the next 3': { spans: [span({ endTime: time(-15 * 86_400) })] },
    },
  },
  CreateTimeSeries: {
    fine: { timeSeries: times(200, () => series()) },
    broken: {
      '200 time series a request': { timeSeries: times(201, () => series()) },
      'one point of each time series a request': { timeSeries: [withLabels({ a: 'b' }), withLabels({ a: 'b' })] },
      'a point of a time series every 5 s, in order': gauge('pace', 4),
      'a point of a total that ends after it starts, and one of a gauge that has no start': {
        timeSeries: [series({ metricKind: 'CUMULATIVE' })],
      },
      '30 labels for a metric': { timeSeries: [withLabels(map(31, 'v'))] },
      '100 characters for the key of a label': { timeSeries: [withLabels({ ['k'.repeat(101)]: 'v' })] },
      'keys of labels from letters, digits and _': { timeSeries: [withLabels({ 'a.b': 'v' })] },
      '1,024 bytes for the value of a label': { timeSeries: [withLabels({ k: 'v'.repeat(1025) })] },
      '200 buckets for a histogram': {
        timeSeries: [
          series({
            points: [
              { interval: { endTime: time() }, value: { distributionValue: { bucketCounts: times(201, () => 1) } } },
            ],
          }),
        ],
      },
    },
  },
  CreateServiceTimeSeries: { fine: { timeSeries: [series()] }, broken: {} },
  CreateMetricDescriptor: {
    fine: { metricDescriptor: { labels: times(30, (index) => ({ key: `k${index}` })) } },
    broken: {
      '30 labels for a metric': { metricDescriptor: { labels: times(31, (index) => ({ key: `k${index}` })) } },
    },
  },
  WriteLogEntries: {
    fine: { entries: [entry(), entry({ textPayload: 't'.repeat(250_000) })] },
    broken: {
      '10 MB a request': { entries: times(41, () => entry({ textPayload: 't'.repeat(250_000) })) },
      '256 kB for an entry': { entries: [entry({ textPayload: 't'.repeat(270_000) })] },
      '64 labels for an entry': { entries: [entry({ labels: map(65, 'v') })] },
      '512 bytes for the key of a label': { entries: [entry({ labels: { ['k'.repeat(513)]: 'v' } })] },
      '64 kB for the value of a label': { entries: [entry({ labels: { k: 'v'.repeat(65_537) } })] },
      'entries with the name of a log: projects/<id>/logs/<name>': { entries: [{ textPayload: 'hello' }] },
    },
  },
};

describe("the server that stands for Google's", () => {
  google.handle('CreateTimeSeries', gauge('pace', 0));

  for (const [method, { fine, broken }] of Object.entries(requests) as [Method, (typeof requests)[Method]][]) {
    it(`${method} accepts what is within all limits`, () => assert.equal(google.handle(method, fine), undefined));
    for (const [allows, request] of Object.entries(broken)) {
      it(`${method} refuses more than ${allows}`, () => {
        assert.ok(google.handle(method, request)?.startsWith(`${allows}: got `));
      });
    }
    it(`${method}: each limit is tried`, () => {
      const limits = method === 'CreateServiceTimeSeries' ? [] : cloudLimits[method].map(({ allows }) => allows);
      assert.deepEqual(Object.keys(broken), limits);
    });
  }

  it('the pace of a series: 5 s later is accepted', () => {
    assert.equal(google.handle('CreateTimeSeries', gauge('pace', 5)), undefined);
  });
});
