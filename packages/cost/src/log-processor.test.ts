import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { setOwnerSlot } from '@spanwise/semconv';
import { createAccount } from './account.ts';
import { createOwnerLogProcessor } from './log-processor.ts';

it('writes who pays on log records, and nothing over what they say themselves', () => {
  const written = (attributes: Record<string, unknown>, tenant?: string): Record<string, unknown> => {
    const record = {
      attributes,
      setAttribute: (key: string, value: unknown) => Object.assign(attributes, { [key]: value }),
    };
    const context = setOwnerSlot(ROOT_CONTEXT, createAccount({ owner: { tenant }, source: 'header' }));
    createOwnerLogProcessor().onEmit(record, context);
    return attributes;
  };
  assert.deepEqual(written({}, 'acme'), { 'tenant.id': 'acme', 'cost.owner.source': 'header' });
  assert.deepEqual(written({ 'tenant.id': 'own' }, 'acme'), { 'tenant.id': 'own', 'cost.owner.source': 'header' });
  assert.deepEqual(written({}), {});
  const record = { attributes: {}, setAttribute: () => assert.fail('there is no request') };
  createOwnerLogProcessor().onEmit(record, ROOT_CONTEXT);
  createOwnerLogProcessor().onEmit(record);
});
