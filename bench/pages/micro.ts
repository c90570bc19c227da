import type { Figures, Result } from '../measure.ts';
import type { MicroReport } from '../micro.ts';
import { count } from './table.ts';

export function microSection({ date, node, cpu, results }: MicroReport): string {
  return `## Micro-benchmarks

Spanwise's native engine beside the upstream SDK 3.1.1 (\`@opentelemetry/sdk-trace\`, \`context-async-hooks\`,
\`otlp-transformer\`), on ${date} with Node.js ${node}, ${cpu}.

Each case runs in a process of its own, both sides in turn, ${results[0]?.rounds ?? 0} rounds after a warm-up. Times are processor time of
all threads (garbage collection included), medians of the rounds with the fastest round in brackets; the ratio is the
median over the rounds of upstream's time by ours.
Bytes are what one operation allocates on the heap and in buffers. Where a case says "encode", both sides turn every
span into OTLP protobuf, upstream in batches of 512; sending is not part of it. Absolute times depend on the machine and
on what else it does; the ratio much less. Redaction is ours in both columns, upstream has
none: what differs is whose span it looks at.

| case | Spanwise | upstream | faster by | bytes: Spanwise | upstream |
|---|---:|---:|---:|---:|---:|
${results.map(row).join('\n')}

Run them with \`pnpm bench micro\`, one of them with \`pnpm bench micro --case ten-attributes\`.
`;
}

function row({ what, spanwise, upstream, ratio }: Result): string {
  const cells = [
    what,
    time(spanwise),
    time(upstream),
    `${ratio.toFixed(2)}x`,
    count(spanwise.bytes),
    count(upstream.bytes),
  ];
  return `| ${cells.join(' | ')} |`;
}

function time({ nanosMedian, nanosMin }: Figures): string {
  return `${count(nanosMedian)} ns (${count(nanosMin)})`;
}
