import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { gzipSync } from 'node:zlib';
import { instrumentationKey, startAzure } from './azure.ts';
import { azureItemLimits } from './azure-limits.ts';

const azure = await startAzure();
after(() => azure.close());

const item = (baseType: string, baseData: object, fields: object = {}): object => ({
  name: 'Microsoft.ApplicationInsights.Item',
  time: new Date().toISOString(),
  iKey: instrumentationKey,
  data: { baseType, baseData: { ver: 2, ...baseData } },
  ...fields,
});
const properties = (count: number, length: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v'.repeat(length)]));

async function send(...items: object[]): Promise<{ status: number; itemsAccepted: number }> {
  const body = gzipSync(items.map((one) => JSON.stringify(one)).join('\n'));
  const headers = { 'content-encoding': 'gzip', 'content-type': 'application/x-json-stream' };
  const response = await fetch(`${azure.url}/v2.1/track`, { method: 'POST', headers, body });
  return { status: response.status, ...((await response.json()) as { itemsAccepted: number }) };
}

const fine = item('MessageData', { message: 'm'.repeat(32_768), properties: properties(3, 8192) });

/** For each limit an item that breaks only this. */
const broken: Record<string, object> = {
  'items with a name, a time, an instrumentation key and data of a known type': item('Unheard', {}),
  '64 kB for an item': item('MessageData', { message: 'm'.repeat(30_000), properties: properties(5, 8000) }),
  'the length of each field': item('RequestData', { id: 'i'.repeat(513) }),
  '150 characters for the name of a property': item('EventData', { properties: { ['k'.repeat(151)]: 'v' } }),
  '8,192 characters for the value of a property': item('EventData', { properties: properties(1, 8193) }),
  '1,024 characters for the name of a metric': item('MetricData', { metrics: [{ name: 'n'.repeat(1025), value: 1 }] }),
};

describe("the server that stands for Azure's Application Insights", () => {
  it('accepts what is within all limits', async () => {
    assert.deepEqual(await send(fine), { status: 200, itemsReceived: 1, itemsAccepted: 1, errors: [] });
  });
  for (const [allows, request] of Object.entries(broken)) {
    it(`refuses more than ${allows}, and takes the rest`, async () => {
      const answer = await send(request, fine);
      assert.deepEqual([answer.status, answer.itemsAccepted], [206, 1]);
      assert.ok(azure.refused.at(-1)!.startsWith(`${allows}: got `), azure.refused.at(-1));
    });
  }
  it('each limit is tried', () => {
    assert.deepEqual(
      Object.keys(broken),
      azureItemLimits.map(({ allows }) => allows),
    );
  });
  it('refuses a key that is not its own', async () => {
    assert.equal((await send(item('EventData', { name: 'e' }, { iKey: 'another' }))).status, 400);
  });
});
