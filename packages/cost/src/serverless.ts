import type { Cost, Line } from './fact.ts';
import { divide, fraction, multiply } from './money.ts';
import { costOfUsage, type UnitPrice } from './usage-cost.ts';

/** Prices of functions that are billed by run. */
export interface ServerlessPrices {
  gbSecond?: UnitPrice | undefined;
  /** For a million requests. */
  millionRequests?: UnitPrice | undefined;
}

/** One run of a function. */
export interface ServerlessRun {
  /** `aws.lambda`, `gcp.functions`, … */
  provider: string;
  memoryMb: number;
  /** Billed time, with initialisation where that is billed; rounded up to whole milliseconds. */
  millis: number;
}

/** What a run of a function cost: memory times time, and the request. 1 GB is 1,024 MB. https://aws.amazon.com/lambda/pricing/ */
export function costOfRun({ provider, memoryMb, millis }: ServerlessRun, prices: ServerlessPrices): Cost {
  const gigabytes = divide(fraction(memoryMb), fraction(1024));
  const seconds = divide(fraction(BigInt(Math.ceil(millis))), fraction(1000));
  const base = { category: 'compute' as const, provider, sku: 'functions' };
  const time = costOfUsage(
    {
      ...base,
      meter: 'Duration',
      unit: 'GB-Seconds',
      quantity: multiply(gigabytes, seconds),
      pricingUnit: 'GB-Seconds',
      pricingUnitSize: 1n,
    },
    prices.gbSecond,
  );
  const request = costOfUsage(
    {
      ...base,
      meter: 'Requests',
      unit: 'Requests',
      quantity: fraction(1),
      pricingUnit: '1000000 Requests',
      pricingUnitSize: 1_000_000n,
    },
    prices.millionRequests,
  );
  const lines: Line[] = [...time.lines, ...request.lines];
  const isPriced = time.status === 'ok' && request.status === 'ok';
  return { ...time, status: isPriced ? 'ok' : 'unpriced', lines, price: time.price ?? request.price };
}
