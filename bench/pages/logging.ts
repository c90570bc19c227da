import type { LoggingReport } from '../logging/run.ts';
import { machineText, table } from './table.ts';

export function loggingSection(report: LoggingReport): string {
  const { seconds, lines, callMillis, heapBytes, inFile, atCollector } = report.load;
  const mebibytes = (bytes: number): string => (bytes / 2 ** 20).toFixed(1);
  return `## What a log line costs

A program that writes 5,000 lines a second with \`@spanwise/logging\` for ${seconds} s, to a file and over OTLP, ${machineText(report)}.
Of ${lines.toLocaleString('en')} lines ${inFile.toLocaleString('en')} were in the file and ${atCollector.toLocaleString('en')} at the collector. Its heap was ${mebibytes(heapBytes.first)} MiB after
a second and ${mebibytes(heapBytes.last)} MiB at the end.

${table(
  ['', 'p50', 'p99', 'p99.9', 'longest'],
  [
    [
      'milliseconds of a call',
      ...[callMillis.p50, callMillis.p99, callMillis.p999, callMillis.max].map((millis) => millis.toFixed(3)),
    ],
  ],
)}

Run it with \`pnpm bench logging\`.
`;
}
