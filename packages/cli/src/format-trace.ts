import { createFolder, type Fold } from './collapse.ts';
import { traceExtent } from './extent.ts';
import { logPieces, serviceName } from './format-log.ts';
import { failures, highlights, showValue } from './highlights.ts';
import type { ReceivedSpan } from './received.ts';
import { layLine, type Piece, type Style, serviceStyle } from './style.ts';
import { escapeText } from './text.ts';
import { type AssembledTrace, logTime } from './trace-assembler.ts';
import { buildTree, type SpanNode, walk } from './trace-tree.ts';
import { count, formatDuration, formatTime } from './units.ts';

export interface FormatOptions {
  /** Whether to use colour codes. */
  color: boolean;
  /** Columns of the terminal; no line is longer. */
  width: number;
  /** Most lines for a trace; what is left out is counted in the last one. @default 200 */
  maxLines?: number;
}

const BAR_COLUMNS = 16;
const DURATION_COLUMNS = 9;
const NARROW = 90;
const MAX_DETAILS = 8;
const MAX_LINKS = 3;
const MAX_SERVICES = 5;

/** One line below the header: what stands in the two columns on the left, how deep it is, and what it says. */
interface Row {
  left: Piece[];
  branch: string;
  pieces: Piece[];
}

interface Frame {
  start: bigint;
  length: number;
  bars: boolean;
}

function toFrame(trace: AssembledTrace, width: number): Frame {
  const { start, end } = traceExtent(trace);
  return { start, length: Number(end - start), bars: width >= NARROW };
}

function toBar(span: ReceivedSpan, frame: Frame): string {
  const toColumn = (time: bigint): number =>
    frame.length === 0 ? 0 : (Number(time - frame.start) / frame.length) * BAR_COLUMNS;
  const from = Math.min(Math.max(Math.floor(toColumn(span.startTimeUnixNano)), 0), BAR_COLUMNS - 1);
  const to = Math.min(Math.max(Math.ceil(toColumn(span.endTimeUnixNano)), from + 1), BAR_COLUMNS);
  return (' '.repeat(from) + '━'.repeat(to - from)).padEnd(BAR_COLUMNS);
}

function leftColumns(text: string, style: Style, frame: Frame, bar?: Piece): Piece[] {
  const pieces: Piece[] = [{ text: `${text.padStart(DURATION_COLUMNS)}  `, style }];
  if (frame.bars) pieces.push(bar ?? { text: ' '.repeat(BAR_COLUMNS) }, { text: '  ' });
  return pieces;
}

function spanPieces(node: SpanNode, trace: AssembledTrace, spanIds: ReadonlySet<string>): Piece[] {
  const { span } = node;
  const service = serviceName(span.resource);
  const failed = span.status.code === 'ERROR';
  const pieces: Piece[] = [
    { text: showValue(span.name) || '(no name)', style: failed ? 'error' : 'bold' },
    { text: ` ${span.kind.toLowerCase()}`, style: 'dim' },
    { text: ` ${service}`, style: serviceStyle(service) },
  ];
  for (const piece of highlights(span)) pieces.push({ text: '  ' }, piece);
  if (node.orphan) {
    const parentId = span.parentSpanId!;
    const earlier = trace.earlierSpans.get(parentId);
    const note = earlier
      ? `under ${showValue(earlier)}`
      : spanIds.has(parentId)
        ? 'its parents form a circle'
        : `parent ${parentId} not received`;
    pieces.push({ text: `  (${note})`, style: 'yellow' });
  }
  return pieces;
}

interface Detail {
  time: bigint;
  pieces: Piece[];
}

/** Logs and events of a span in the order of their time, then its links. Exceptions are shown as failures. */
function details(node: SpanNode): Detail[] {
  const { span, logs } = node;
  const list: Detail[] = logs.map((log) => ({ time: logTime(log), pieces: logPieces(log) }));
  for (const event of span.events) {
    if (event.name === 'exception') continue;
    const pieces: Piece[] = [{ text: `• ${showValue(event.name)}`, style: 'dim' }];
    list.push({ time: event.timeUnixNano, pieces });
  }
  list.sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return list;
}

function linkPieces(span: ReceivedSpan): Piece[][] {
  const lines: Piece[][] = span.links.slice(0, MAX_LINKS).map(({ traceId, spanId }) => {
    const target = traceId === span.traceId ? `span ${spanId} of this trace` : `trace ${traceId || '(none)'}`;
    return [{ text: `→ linked to ${target}`, style: 'cyan' }];
  });
  const more = span.links.length - MAX_LINKS;
  if (more > 0) lines.push([{ text: `→ … ${count(more, 'more link')}`, style: 'cyan' }]);
  return lines;
}

function* detailRows(node: SpanNode, branch: string, frame: Frame): Generator<Row> {
  const blank = leftColumns('', 'plain', frame);
  for (const failure of failures(node.span).slice(0, MAX_DETAILS)) {
    yield { left: blank, branch, pieces: [{ text: `✖ ${failure}`, style: 'red' }] };
  }
  const list = details(node);
  for (const { time, pieces } of list.slice(0, MAX_DETAILS)) {
    const offset = time === 0n ? '' : `+${formatDuration(time > frame.start ? time - frame.start : 0n)}`;
    yield { left: leftColumns(offset, 'dim', frame), branch, pieces };
  }
  if (list.length > MAX_DETAILS) {
    const text = `… ${count(list.length - MAX_DETAILS, 'more log record')} and events`;
    yield { left: blank, branch, pieces: [{ text, style: 'dim' }] };
  }
  for (const pieces of linkPieces(node.span)) yield { left: blank, branch, pieces };
}

function foldRow(fold: Fold, branch: string, frame: Frame): Row {
  let spans = 0;
  let total = 0n;
  let longest = 0n;
  for (const node of fold.nodes) {
    const duration = node.span.endTimeUnixNano - node.span.startTimeUnixNano;
    total += duration;
    if (duration > longest) longest = duration;
    for (const _ of walk(node)) spans++;
  }
  const below = spans > fold.nodes.length ? ` (${count(spans, 'span')} in all)` : '';
  const name = showValue(fold.name);
  const text = `… ${fold.nodes.length.toLocaleString('en-US')} more \`${name}\` span${fold.nodes.length === 1 ? '' : 's'}${below}`;
  return {
    left: leftColumns(`Σ ${formatDuration(total)}`, 'dim', frame),
    branch,
    pieces: [
      { text, style: fold.failed ? 'red' : 'dim' },
      { text: `, longest ${formatDuration(longest)}`, style: 'dim' },
    ],
  };
}

interface Task {
  item: SpanNode | Fold;
  branch: string;
  below: string;
}

/** The rows of the tree, and after each how many spans have been told by then. */
function* treeRows(trace: AssembledTrace, roots: SpanNode[], frame: Frame): Generator<[row: Row, spans: number]> {
  const spanIds = new Set(trace.spans.map((span) => span.spanId));
  const folder = createFolder(roots);
  const toTasks = (nodes: SpanNode[], parent: string, isRoot: boolean): Task[] =>
    folder.fold(nodes).map((item, index, { length }) => {
      if (isRoot) return { item, branch: '', below: '' };
      const last = index === length - 1;
      return { item, branch: `${parent}${last ? '└─ ' : '├─ '}`, below: `${parent}${last ? '   ' : '│  '}` };
    });

  const stack = toTasks(roots, '', true).reverse();
  for (let task = stack.pop(); task !== undefined; task = stack.pop()) {
    const { item, branch, below } = task;
    if ('nodes' in item) {
      let spans = 0;
      for (const node of item.nodes) for (const _ of walk(node)) spans++;
      yield [foldRow(item, branch, frame), spans];
      continue;
    }
    const { span, children } = item;
    const failed = span.status.code === 'ERROR';
    const bar: Piece = {
      text: toBar(span, frame),
      style: failed ? 'red' : serviceStyle(serviceName(span.resource)),
    };
    const duration = formatDuration(span.endTimeUnixNano - span.startTimeUnixNano);
    yield [{ left: leftColumns(duration, 'plain', frame, bar), branch, pieces: spanPieces(item, trace, spanIds) }, 1];
    for (const row of detailRows(item, `${below}${children.length > 0 ? '│ ' : '  '}`, frame)) yield [row, 0];
    for (const next of toTasks(children, below, false).reverse()) stack.push(next);
  }
}

function header(trace: AssembledTrace, roots: SpanNode[], frame: Frame): Piece[] {
  const { spans, logs, addition, traceId } = trace;
  const services = [...new Set(spans.map((span) => serviceName(span.resource)))];
  const errors = spans.filter((span) => span.status.code === 'ERROR').length;
  const name = roots[0] ? showValue(roots[0].span.name) || '(no name)' : 'logs';
  const pieces: Piece[] = [{ text: addition ? `▷ late: ${name}` : `▶ ${name}`, style: 'bold' }];
  const counts = [];
  if (spans.length > 0) {
    pieces.push({ text: `  ${formatDuration(BigInt(Math.round(frame.length)))}` });
    counts.push(count(spans.length, 'span'));
  }
  if (logs.length > 0) counts.push(count(logs.length, 'log'));
  pieces.push({ text: `  ${counts.join(', ')}` });
  if (errors > 0) pieces.push({ text: `, ${count(errors, 'error')}`, style: 'error' });
  pieces.push({ text: `  ${traceId}  ${formatTime(frame.start)} `, style: 'dim' });
  for (const service of services.slice(0, MAX_SERVICES)) {
    pieces.push({ text: ` ${service}`, style: serviceStyle(service) });
  }
  if (services.length > MAX_SERVICES) pieces.push({ text: ` +${services.length - MAX_SERVICES}`, style: 'dim' });
  return pieces;
}

/**
 * A trace as text for the terminal: a line that sums it up, then its spans as a tree, each with its duration, its place
 * in the trace as a bar (from 90 columns on), kind, service and the attributes people look for, and under it what went
 * wrong, its events, logs and links. Siblings that look alike are folded into one line. No line is wider than `width`
 * and nothing in a name, attribute or log can act on the terminal.
 *
 * @returns lines joined by `\n`, without one at the end
 */
export function formatTrace(trace: AssembledTrace, options: FormatOptions): string {
  const { width, color, maxLines = 200 } = options;
  const tree = buildTree(trace);
  const frame = toFrame(trace, width);
  const lines = [layLine(header(trace, tree.roots, frame), width, color)];
  // The tree must leave room for what its lines say; of a deep one the nearest levels are drawn.
  const maxBranch = Math.max(12, Math.floor(width / 3));
  const lay = ({ left, branch, pieces }: Row): void => {
    const shown = branch.length > maxBranch ? `⋯${branch.slice(1 - maxBranch)}` : branch;
    lines.push(layLine([...left, { text: shown, style: 'dim' }, ...pieces], width, color));
  };

  let told = 0;
  for (const [row, spans] of treeRows(trace, tree.roots, frame)) {
    if (lines.length >= maxLines) break;
    lay(row);
    told += spans;
  }
  const blank = leftColumns('', 'plain', frame);
  if (told < trace.spans.length) {
    const text = `… ${count(trace.spans.length - told, 'more span')}`;
    lay({ left: blank, branch: '', pieces: [{ text, style: 'dim' }] });
  }
  for (const log of tree.logs.slice(0, MAX_DETAILS)) {
    const name = trace.earlierSpans.get(log.spanId ?? '');
    const owner = name ? `of ${showValue(name)}` : `of span ${log.spanId ?? '(none)'}, not received`;
    lay({
      left: blank,
      branch: '',
      pieces: [...logPieces(log), { text: `  (${escapeText(owner)})`, style: 'yellow' }],
    });
  }
  if (tree.logs.length > MAX_DETAILS) {
    const text = `… ${count(tree.logs.length - MAX_DETAILS, 'more log record')}`;
    lay({ left: blank, branch: '', pieces: [{ text, style: 'dim' }] });
  }
  return lines.join('\n');
}
