import { fraction } from './money.ts';
import { emptyBook, type PriceBook } from './price-book.ts';
import type { UnitPrice } from './usage-cost.ts';

/** When the pages below were last read. */
const asOf = '2026-11-01';

/**
 * Public list prices for what no price list on npm has, so that a first report has numbers in it. They are marked
 * `cost.basis=default` and replaced by any price of the user. Compute and egress have none: they differ too much.
 */
export const defaultBook: PriceBook = {
  ...emptyBook(),
  queries: {
    bigqueryTib: published('6.25', 'https://cloud.google.com/bigquery/pricing (US, on demand)'),
    athenaTb: published('5', 'https://aws.amazon.com/athena/pricing/ (us-east-1)'),
  },
  serverless: {
    gbSecond: published('0.0000166667', 'https://aws.amazon.com/lambda/pricing/ (x86, us-east-1)'),
    millionRequests: published('0.20', 'https://aws.amazon.com/lambda/pricing/ (us-east-1)'),
  },
};

function published(price: string, source: string): UnitPrice {
  return { price: fraction(price), source, asOf, basis: 'default', confidence: 'low' };
}
