import type { LoadResult } from './load/run.ts';
import type { Reports } from './reports.ts';
import type { StartResult } from './start/run.ts';

/** What Spanwise may cost: a limit that it must keep, and one that it aims for. */
export interface Budget {
  readonly what: string;
  readonly unit: 'x' | 'MB' | '%' | 'files' | 'spans/s' | 'spans';
  /** Whether the limits are the most or the least that is allowed. */
  readonly limit: 'at most' | 'at least';
  readonly must: number;
  readonly aim?: number;
  /** The figure in the reports; undefined when it has not been measured. */
  measured(reports: Reports): number | undefined;
  /** What keeps the aim from being reached, while it is not. */
  readonly obstacle?: string;
}

const perServer = (
  what: string,
  budget: Pick<Budget, 'unit' | 'limit' | 'obstacle'>,
  limits: Readonly<Record<string, readonly [must: number, aim: number]>>,
  read: (result: LoadResult) => number | undefined,
): Budget[] =>
  Object.entries(limits).map(([server, [must, aim]]) => ({
    ...budget,
    what: `${what}: ${server}`,
    must,
    aim,
    measured: ({ load }) => found(load?.results, `${server}.cjs`, 'native', read),
  }));

const same = (must: number, aim: number): Record<string, readonly [number, number]> => ({
  http: [must, aim],
  express: [must, aim],
  fastify: [must, aim],
});

export const budgets: readonly Budget[] = [
  {
    what: 'start-up until express listens, by the bare program',
    unit: 'x',
    limit: 'at most',
    must: 1.15,
    aim: 1.05,
    measured: ({ start }) => found(start?.results, 'express.cjs', 'native', ({ ratio }) => ratio),
  },
  {
    what: 'memory at rest over the bare program: express',
    unit: 'MB',
    limit: 'at most',
    must: 12,
    aim: 8,
    measured: ({ start }) => found(start?.results, 'express.cjs', 'native', memory),
  },
  {
    what: 'memory at rest over the bare program: http alone instrumented, no library loaded',
    unit: 'MB',
    limit: 'at most',
    must: 12,
    aim: 8,
    measured: ({ start }) => found(start?.results, 'http.cjs', 'native-http', memory),
  },
  {
    what: 'files of ours opened: http alone instrumented, no library loaded',
    unit: 'files',
    limit: 'at most',
    must: 39,
    measured: ({ start }) => found(start?.results, 'http.cjs', 'native-http', ({ files }) => files),
  },
  ...perServer(
    'requests a second, of the bare program',
    {
      unit: '%',
      limit: 'at least',
      obstacle:
        'a span with its context, 14 attributes, redaction, encoding and duration takes 3 to 8 µs, as caches are shared with other machines or not, beside handlers that take 14 to 40 µs in all.',
    },
    { http: [60, 75], express: [72, 85], fastify: [68, 80] },
    ({ closed }) => closed.ratios.requestsPerSecond * 100,
  ),
  ...perServer(
    'processor time of a request at a constant pace, by the bare program',
    { unit: 'x', limit: 'at most', obstacle: 'as above.' },
    same(1.5, 1.3),
    ({ paced }) => paced.ratios.cpuMicros,
  ),
  ...perServer(
    'p99 at a constant pace, by the bare program',
    {
      unit: 'x',
      limit: 'at most',
      obstacle:
        'the machine stops a core for 1 to 5 ms several times a second (kernel threads, other machines), which is the p99 of the bare program, too; at half of what that carries at most, its core is two thirds busy, and more with telemetry, so that what has queued takes longer to drain. Few rounds say little of such a tail.',
    },
    same(1.2, 1.05),
    ({ paced }) => paced.ratios.p99,
  ),
  {
    what: 'p99 at a constant pace, by the bare program: http alone instrumented',
    unit: 'x',
    limit: 'at most',
    must: 1.2,
    aim: 1.05,
    measured: ({ load }) => found(load?.results, 'http.cjs', 'native-http', ({ paced }) => paced.ratios.p99),
  },
  {
    what: 'server spans that are missing at the receiver, or too many',
    unit: 'spans',
    limit: 'at most',
    must: 0,
    measured: ({ load }) => load && wrongSpans(load.results.filter(({ rig }) => rig.startsWith('native'))),
  },
  {
    what: 'a span with ten attributes, created and encoded, on one core',
    unit: 'spans/s',
    limit: 'at least',
    must: 300_000,
    aim: 600_000,
    measured({ micro }) {
      const result = micro?.results.find(({ name }) => name === 'ten-attributes');
      return result && 1e9 / result.spanwise.nanosMedian;
    },
  },
];

/** Whether a figure keeps a limit. */
export function isReached({ limit }: Budget, figure: number, value: number): boolean {
  return limit === 'at most' ? figure <= value : figure >= value;
}

function found<Result extends { program: string; rig: string }>(
  results: readonly Result[] | undefined,
  program: string,
  rig: string,
  read: (result: Result) => number | undefined,
): number | undefined {
  const result = results?.find((one) => one.program === program && one.rig === rig);
  return result && read(result);
}

function memory({ rssOverBare }: StartResult): number {
  return rssOverBare;
}

function wrongSpans(results: readonly LoadResult[]): number {
  const phases = results.flatMap(({ closed, paced }) => [closed, paced]);
  return phases.reduce((sum, { requests, serverSpans }) => sum + Math.abs(requests - serverSpans), 0);
}
