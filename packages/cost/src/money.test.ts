import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import {
  add,
  divide,
  formatNanos,
  fraction,
  multiply,
  parseDecimal,
  splitNanos,
  toNanos,
  toNanosTogether,
} from './money.ts';
import { formatFraction } from './price-text.ts';

const texts: [text: string | number, nanos: bigint | undefined][] = [
  ['1', 1_000_000_000n],
  ['0.10', 100_000_000n],
  [0.1, 100_000_000n],
  ['.5', 500_000_000n],
  ['1.', 1_000_000_000n],
  ['-2.25', -2_250_000_000n],
  ['1e-9', 1n],
  [2.5e-7, 250n],
  ['4.9e-10', 0n],
  ['5e-10', 1n],
  ['-5e-10', -1n],
  ['9007199254740993.000000001', 9007199254740993000000001n],
  ['', undefined],
  ['.', undefined],
  ['1,5', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['0x10', undefined],
  ['1e9999', undefined],
];

describe('decimals', () => {
  for (const [text, nanos] of texts) {
    it(`${JSON.stringify(text)}`, () => {
      const parsed = parseDecimal(text);
      assert.equal(parsed && toNanos(parsed), nanos);
    });
  }

  it('0.1 + 0.2 is 0.3', () => {
    assert.equal(formatNanos(toNanos(add(fraction('0.1'), fraction(0.2)))), '0.3');
  });

  it('a floor of 10 MB of a TiB at $6.25', () => {
    const amount = divide(multiply(fraction(10_485_760n), fraction('6.25')), fraction(2n ** 40n));
    assert.equal(formatNanos(toNanos(amount)), '0.000059605');
    assert.equal(formatFraction(amount), '0.00005960464477539');
  });

  it('says what it cannot read', () => {
    assert.throws(() => fraction('ten'), { message: 'expected a decimal number, got "ten"' });
  });
});

const parts = fc.record({
  numerator: fc.bigInt({ min: 0n, max: 10n ** 12n }),
  denominator: fc.bigInt({ min: 1n, max: 10n ** 15n }),
});

describe('money, whatever the amounts', () => {
  it('a formatted amount reads as itself', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), (nanos) => {
        assert.equal(toNanos(fraction(formatNanos(nanos))), nanos);
      }),
    );
  });

  it('parts that are rounded together sum to their rounded sum, each within a billionth', () => {
    fc.assert(
      fc.property(fc.array(parts, { minLength: 1, maxLength: 20 }), (amounts) => {
        const rounded = toNanosTogether(amounts);
        const exact = amounts.reduce(add, fraction(0));
        assert.equal(
          rounded.reduce((sum, nanos) => sum + nanos, 0n),
          toNanos(exact),
        );
        for (const [index, amount] of amounts.entries()) {
          const off = rounded[index]! - toNanos(amount);
          assert.ok(off >= -1n && off <= 1n);
        }
      }),
    );
  });

  it('shares sum to what was shared', () => {
    const weights = fc.array(fc.bigInt({ min: 0n, max: 10n ** 12n }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 10n ** 18n }), weights, (amount, list) => {
        const shares = splitNanos(amount, list);
        assert.equal(
          shares.reduce((sum, share) => sum + share, 0n),
          amount,
        );
        assert.ok(shares.every((share) => share >= 0n));
      }),
    );
  });
});
