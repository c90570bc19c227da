import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Fact } from './fact.ts';
import { createLedger, type LedgerEntry, sumEntries } from './ledger.ts';

const hour = 3_600_000;
const noon = Date.parse('2026-11-25T12:00:00Z');

function fact(key: string, nanos: bigint | undefined, more: Partial<Fact> = {}): Fact {
  return {
    key,
    time: noon,
    owner: { tenant: 'acme' },
    ownerSource: 'header',
    category: 'llm',
    provider: 'openai',
    sku: 'gpt-5-mini',
    status: nanos === undefined ? 'unpriced' : 'ok',
    source: 'local',
    lines: [{ meter: 'Input Tokens', unit: 'Tokens', quantity: 5_000_000_000n, nanos }],
    ...more,
  };
}

function sum(entries: readonly LedgerEntry[]): bigint {
  return entries.reduce((total, { nanos }) => total + (nanos ?? 0n), 0n);
}

describe('ledger', () => {
  it('sums what is the same within an hour', () => {
    const ledger = createLedger({ now: () => noon });
    ledger.book(fact('a', 3n, { traceId: 't1' }));
    ledger.book(fact('b', 4n, { traceId: 't2' }));
    ledger.book(fact('c', 5n, { time: noon + hour }));
    const entries = ledger.take();
    assert.deepEqual(
      entries.map(({ hour: start, nanos, quantity, facts, traceIds }) => [start, nanos, quantity, facts, traceIds]),
      [
        [noon, 7n, 10_000_000_000n, 2, ['t1', 't2']],
        [noon + hour, 5n, 5_000_000_000n, 1, []],
      ],
    );
    assert.deepEqual(ledger.take(), []);
  });

  it('takes a fact once, however often it comes', () => {
    const ledger = createLedger({ now: () => noon });
    assert.equal(ledger.book(fact('a', 3n)), true);
    assert.equal(ledger.book(fact('a', 3n)), false);
    assert.equal(ledger.total(), 3n);
  });

  it('a retry is an attempt of its own and is paid for', () => {
    const ledger = createLedger({ now: () => noon });
    ledger.book(fact('trace/span-1/llm', 3n));
    ledger.book(fact('trace/span-2/llm', 3n));
    assert.equal(ledger.total(), 6n);
  });

  it('keeps what has no price apart, and never as 0', () => {
    const ledger = createLedger({ now: () => noon });
    ledger.book(fact('a', undefined));
    ledger.book(fact('b', 3n));
    assert.deepEqual(
      ledger.take().map(({ status, nanos }) => [status, nanos]),
      [
        ['unpriced', undefined],
        ['ok', 3n],
      ],
    );
  });

  it('a fact that is late for its hour is a correction', () => {
    let time = noon + hour;
    const ledger = createLedger({ now: () => time, graceMillis: 1000 });
    ledger.book(fact('within the grace', 1n));
    time += 1000;
    ledger.book(fact('late', 2n));
    assert.deepEqual(
      ledger.take().map(({ isCorrection, nanos }) => [isCorrection, nanos]),
      [
        [false, 1n],
        [true, 2n],
      ],
    );
  });

  it('adjusts a fact, and what changes is a correction when its hour is over', () => {
    let time = noon;
    const ledger = createLedger({ now: () => time });
    ledger.book(fact('a', 10n));
    ledger.take();
    time += 2 * hour;
    const lines = [{ meter: 'Input Tokens', unit: 'Tokens', quantity: 7_000_000_000n, nanos: 14n }];
    assert.equal(ledger.adjust('a', { lines }), true);
    assert.equal(ledger.adjust('unknown', { lines }), false);
    const [entry, ...others] = ledger.take();
    assert.deepEqual([entry?.nanos, entry?.quantity, entry?.isCorrection, others], [4n, 2_000_000_000n, true, []]);
    assert.equal(ledger.total(), 14n);
  });

  it('books owners beyond the limit on one called other, and loses no amount', () => {
    const ledger = createLedger({ now: () => noon, maxEntries: 2 });
    for (const tenant of ['a', 'b', 'c', 'd']) ledger.book(fact(tenant, 1n, { owner: { tenant } }));
    ledger.book(fact('nobody', 1n, { owner: {}, ownerSource: 'unattributed' }));
    ledger.book(fact('again', 1n, { owner: { tenant: 'a' } }));
    assert.deepEqual(
      ledger.take().map(({ owner, nanos }) => [owner.tenant, nanos]),
      [
        ['a', 2n],
        ['b', 1n],
        ['other', 2n],
        [undefined, 1n],
      ],
    );
  });

  it('made-up names of models end in one row', () => {
    const ledger = createLedger({ now: () => noon, maxEntries: 1 });
    for (let index = 0; index < 1000; index++) ledger.book(fact(`${index}`, 1n, { sku: `model-${index}` }));
    const entries = ledger.take();
    assert.ok(entries.length <= 102, `${entries.length} rows`);
    assert.equal(sum(entries), 1000n);
  });
});

describe('ledger, whatever happens', () => {
  const amounts = fc.record({
    key: fc.integer({ min: 0, max: 60 }).map(String),
    nanos: fc.option(fc.bigInt({ min: 0n, max: 10n ** 15n }), { nil: undefined }),
    time: fc.integer({ min: noon - 5 * hour, max: noon + hour }),
    tenant: fc.constantFrom(undefined, 'acme', 'globex', 'initech'),
  });

  it('the sum of rows is the sum of facts: any order, duplicates, lateness, limits and crash points', () => {
    fc.assert(
      fc.property(
        fc.array(amounts, { maxLength: 200 }),
        fc.integer({ min: 1, max: 20 }),
        fc.infiniteStream(fc.constantFrom('nothing', 'flush', 'failed flush')),
        (given, maxEntries, happenings) => {
          let time = noon - 5 * hour;
          const ledger = createLedger({ now: () => time, maxEntries });
          const written: LedgerEntry[] = [];
          const first = new Map<string, bigint>();
          for (const { key, nanos, time: at, tenant } of given) {
            time += 60_000;
            ledger.book(fact(key, nanos, { time: at, owner: { tenant } }));
            if (!first.has(key)) first.set(key, nanos ?? 0n);
            const happening = happenings.next().value;
            if (happening === 'flush') written.push(...ledger.take());
            if (happening === 'failed flush') ledger.putBack(ledger.take());
          }
          written.push(...ledger.take());
          const expected = [...first.values()].reduce((total, nanos) => total + nanos, 0n);
          assert.equal(sum(written), expected);
          assert.equal(sum(sumEntries(written)), expected);
          assert.equal(ledger.total(), expected);
          assert.equal(
            written.reduce((total, { quantity }) => total + quantity, 0n),
            BigInt(first.size) * 5_000_000_000n,
          );
        },
      ),
    );
  });
});
