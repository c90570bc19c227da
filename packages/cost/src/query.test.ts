import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Cost, totalOf } from './fact.ts';
import { formatNanos } from './money.ts';
import { readPriceFile } from './price-file.ts';
import { type AthenaQuery, type BigQueryJob, costOfAthena, costOfBigQuery } from './query.ts';

const { queries } = readPriceFile(
  'prices.yaml',
  'queries: { bigquery_tib: 6.25, bigquery_slot_hour: 0.06, athena_tb: 5, athena_dpu_hour: 0.30 }',
).book;

function amount(cost: Cost | undefined): string | undefined {
  const total = cost && totalOf(cost.lines);
  return total === undefined ? undefined : formatNanos(total);
}

const tebibyte = String(2 ** 40);

const jobs: [what: string, job: BigQueryJob, expected: string | undefined][] = [
  ['billed bytes as text', { statistics: { query: { totalBytesBilled: tebibyte } } }, '6.25'],
  ['the answer of jobs.query', { totalBytesBilled: tebibyte }, '6.25'],
  ['a cache hit is free', { statistics: { query: { totalBytesBilled: '0', cacheHit: true } } }, '0'],
  [
    'a failed query is free',
    { status: { errorResult: { reason: 'invalidQuery' } }, statistics: { query: { totalBytesBilled: tebibyte } } },
    '0',
  ],
  [
    'the parent of a script repeats its children',
    { statistics: { numChildJobs: '2', query: { totalBytesBilled: tebibyte } } },
    undefined,
  ],
  [
    'a reservation is billed by slot time',
    { statistics: { reservation_id: 'p:US.r', query: { totalBytesBilled: tebibyte, totalSlotMs: '7200000' } } },
    '0.12',
  ],
];

describe('BigQuery', () => {
  for (const [what, job, expected] of jobs)
    it(what, () => assert.equal(amount(costOfBigQuery(job, queries)), expected));

  it('without a price it is unpriced', () => {
    assert.equal(costOfBigQuery({ totalBytesBilled: tebibyte }, {})?.status, 'unpriced');
  });
});

const megabyte = 2 ** 20;
const scanned = (bytes: number, more: AthenaQuery = {}): AthenaQuery => ({
  Statistics: { DataScannedInBytes: bytes },
  ...more,
});

const executions: [what: string, query: AthenaQuery, expected: string][] = [
  ['at least ten megabytes', scanned(1), '0.000047684'],
  ['ten megabytes', scanned(10 * megabyte), '0.000047684'],
  ['one byte more is a megabyte more', scanned(10 * megabyte + 1), '0.000052452'],
  ['statements of data definition are free', scanned(0, { StatementType: 'DDL' }), '0'],
  ['a failed query is free', scanned(2 ** 40, { Status: { State: 'FAILED' } }), '0'],
  ['a cancelled query is not', scanned(2 ** 40, { Status: { State: 'CANCELLED' } }), '5'],
  [
    'a result that is used again is free',
    { Statistics: { DataScannedInBytes: 0, ResultReuseInformation: { ReusedPreviousResult: true } } },
    '0',
  ],
  ['reserved capacity', { Statistics: { DpuCount: 4, EngineExecutionTimeInMillis: 1_800_000 } }, '0.6'],
];

describe('Athena', () => {
  for (const [what, query, expected] of executions)
    it(what, () => assert.equal(amount(costOfAthena(query, queries)), expected));
});
