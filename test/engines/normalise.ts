import type { Ended } from '../support/program.ts';
import { attributeLines, enumName, type Lines, originLines, shorten } from './lines.ts';
import { logLines, metricLines } from './signals.ts';
import { type Fields, id, integer, list, type Sent, text, type WireItem } from './wire.ts';

/** What a program has shown: one line of text for each thing that can be compared, by its name. */
export type Outcome = Map<string, string>;

/** What differs from run to run and is nobody's decision. */
export interface Circumstances {
  /** Ids that stand in the program are its own; all others are random. */
  source: string;
  /** When the program ran, in milliseconds since 1970; times outside are the program's own. */
  ran: readonly [from: number, to: number];
  root: string;
  /** Scopes whose spans are left out; what is below them goes to the span above. */
  leaveOut: readonly string[];
}

interface Node {
  span: WireItem;
  children: Node[];
  /** Everything about the span and those below it, but for random ids. */
  likeness: string;
  path: string;
}

const KINDS = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'];
const STATUS_CODES = ['UNSET', 'OK', 'ERROR'];

/**
 * What a program sent and printed as lines. A line of a span is named by the way to it (`GET /users / query`) and by
 * what it shows. Ids become these names, so the shape of traces is compared; siblings of one name are numbered by their
 * content, not by time, so concurrent work may finish in any order. A line that was printed as `name: value` has that
 * name.
 */
export function normalise({ spans, logs, metrics }: Sent, ended: Ended, circumstances: Circumstances): Outcome {
  const roots = forest(spans, circumstances);
  const nodes: Node[] = [];
  walk(roots, '', (node) => nodes.push(node));
  const names = idNames(nodes);
  nameLeftOut(spans, circumstances, names);
  const outcome: Outcome = new Map();
  for (const node of nodes) {
    outcome.set(node.path, 'a span');
    for (const [name, line] of [...spanLines(node, circumstances), ...relations(node)]) {
      outcome.set(`${node.path}: ${name}`, clean(line, names, circumstances));
    }
  }
  for (const span of spans) {
    if (isLeftOut(span, circumstances)) outcome.set(`spans of ${scopeName(span)}`, 'left out');
  }
  for (const [path, lines] of logPaths(logs, circumstances)) {
    outcome.set(path, 'a log record');
    for (const [name, line] of lines) outcome.set(`${path}: ${name}`, clean(line, names, circumstances));
  }
  for (const [path, metric] of metricPaths(metrics)) {
    outcome.set(path, 'a metric');
    for (const [name, line] of metricLines(metric)) {
      outcome.set(`${path}: ${clean(name, names, circumstances)}`, clean(line, names, circumstances));
    }
  }
  outcome.set('exit', `${ended.code ?? ended.signal}`);
  outcome.set('stderr', clean(ended.stderr, names, circumstances));
  for (const [index, line] of ended.stdout.split('\n').entries()) {
    if (line === '') continue;
    const [, name = `line ${index + 1}`, value = line] = /^([^:]+): (.*)$/.exec(line) ?? [];
    outcome.set(`printed ${name}`, clean(value, names, circumstances));
  }
  return outcome;
}

function forest(spans: readonly WireItem[], circumstances: Circumstances): Node[] {
  const nodes = new Map<string, Node>();
  for (const span of spans) {
    const spanId = id(span.fields, 'spanId');
    if (nodes.has(spanId)) throw new Error(`span ${spanId} came twice: ${text(span.fields, 'name')}`);
    nodes.set(spanId, { span, children: [], likeness: '', path: '' });
  }
  const roots: Node[] = [];
  for (const node of nodes.values()) {
    if (isLeftOut(node.span, circumstances)) continue;
    (parentOf(node)?.children ?? roots).push(node);
  }
  order(roots, circumstances);
  return roots;

  function parentOf(node: Node): Node | undefined {
    const parent = nodes.get(id(node.span.fields, 'parentSpanId'));
    return parent !== undefined && isLeftOut(parent.span, circumstances) ? parentOf(parent) : parent;
  }
}

/** Log records by their bodies; those of one body are numbered by their content. */
function logPaths(logs: readonly WireItem[], circumstances: Circumstances): [path: string, lines: Lines][] {
  const all = logs.map((log) => {
    const lines = logLines(log);
    const cleaned = lines.map(([name, line]) => clean(name.endsWith('flags') ? '' : line, undefined, circumstances));
    return { lines, body: cleaned[0]!, likeness: cleaned.join() };
  });
  all.sort((a, b) => (a.likeness < b.likeness ? -1 : 1));
  return [...Map.groupBy(all, ({ body }) => body)].flatMap(([body, alike]) =>
    alike.map(({ lines }, index): [string, Lines] => [`log ${body}${index === 0 ? '' : ` #${index + 1}`}`, lines]),
  );
}

/** Metrics by their names; those of one name are numbered by their scopes. */
function metricPaths(metrics: readonly WireItem[]): [path: string, metric: WireItem][] {
  return [...Map.groupBy(metrics, ({ fields }) => text(fields, 'name'))].flatMap(([name, alike]) => {
    const byScope = new Map(alike.map((metric) => [scopeName(metric), metric]));
    if (byScope.size < alike.length) throw new Error(`metric ${name} came twice`);
    return [...byScope]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, metric], index): [string, WireItem] => [`metric ${name}${index === 0 ? '' : ` #${index + 1}`}`, metric]);
  });
}

/** Whoever names a span that is left out as parent names the span above. */
function nameLeftOut(spans: readonly WireItem[], circumstances: Circumstances, names: Map<string, string>): void {
  const above = new Map<string, string>();
  for (const span of spans) {
    if (isLeftOut(span, circumstances)) above.set(id(span.fields, 'spanId'), id(span.fields, 'parentSpanId'));
  }
  for (const spanId of above.keys()) {
    let kept = spanId;
    while (above.has(kept)) kept = above.get(kept)!;
    names.set(spanId, names.get(kept) ?? 'none');
  }
}

function isLeftOut(span: WireItem, { leaveOut }: Circumstances): boolean {
  return leaveOut.includes(scopeName(span));
}

function scopeName({ scope }: WireItem): string {
  return text((scope.scope as Fields | undefined) ?? {}, 'name');
}

function order(siblings: Node[], circumstances: Circumstances): void {
  for (const node of siblings) {
    order(node.children, circumstances);
    const own = spanLines(node, circumstances)
      // The engines do not agree on the random flag, and it must not change the numbers of siblings.
      .filter(([name]) => !name.endsWith('flags'))
      .map(([name, line]) => [name, clean(line, undefined, circumstances)]);
    node.likeness = JSON.stringify([
      text(node.span.fields, 'name'),
      id(node.span.fields, 'parentSpanId') !== '',
      own,
      node.children.map((child) => child.likeness),
    ]);
  }
  siblings.sort((a, b) => (a.likeness < b.likeness ? -1 : 1));
}

function walk(siblings: readonly Node[], above: string, visit: (node: Node) => void): void {
  const total = Map.groupBy(siblings, (node) => text(node.span.fields, 'name'));
  for (const [name, alike] of total) {
    for (const [index, node] of alike.entries()) {
      node.path = `${above}${shorten(name)}${alike.length > 1 ? ` #${index + 1}` : ''}`;
      visit(node);
      walk(node.children, `${node.path} / `, visit);
    }
  }
}

/** Span ids become the name of the span, trace ids that of their first span. */
function idNames(nodes: readonly Node[]): Map<string, string> {
  const names = new Map<string, string>();
  for (const { span, path } of nodes) {
    names.set(id(span.fields, 'spanId'), `<span ${path}>`);
    const traceId = id(span.fields, 'traceId');
    if (!names.has(traceId)) names.set(traceId, `<trace of ${path}>`);
  }
  return names;
}

/** The time of day is left out, and with it all durations; what is left are relations. */
function spanLines({ span, children }: Node, circumstances: Circumstances): Lines {
  const { fields, scope, resource } = span;
  const start = integer(fields, 'startTimeUnixNano');
  const end = integer(fields, 'endTimeUnixNano');
  const status = fields.status as Fields | undefined;
  const lines: Lines = [
    ['kind', enumName(KINDS, fields.kind)],
    ['flags', `0x${integer(fields, 'flags').toString(16)}`],
    ['trace state', text(fields, 'traceState')],
    ['start', time(start, circumstances)],
    ['end', `${time(end, circumstances)}${end < start ? ', before the start' : ''}`],
    ['dropped attributes', text(fields, 'droppedAttributesCount') || '0'],
    ['dropped events', text(fields, 'droppedEventsCount') || '0'],
    ['dropped links', text(fields, 'droppedLinksCount') || '0'],
    ['status', `${enumName(STATUS_CODES, status?.code)} ${JSON.stringify(status?.message ?? '')}`],
    ...attributeLines('attribute', fields),
  ];
  for (const child of children) {
    if (isRemoteChild(child) || integer(child.span.fields, 'startTimeUnixNano') >= start) continue;
    lines.push([`child ${text(child.span.fields, 'name')}`, 'starts before its parent']);
  }
  for (const [index, event] of list(fields, 'events').entries()) {
    const at = integer(event, 'timeUnixNano');
    const relation = at < start ? ', before the start' : at > end ? ', after the end' : '';
    lines.push([`event ${index + 1}`, JSON.stringify(text(event, 'name'))]);
    lines.push([`event ${index + 1} time`, `${time(at, circumstances)}${relation}`]);
    lines.push([`event ${index + 1} dropped attributes`, text(event, 'droppedAttributesCount') || '0']);
    lines.push(...attributeLines(`event ${index + 1} attribute`, event));
  }
  for (const [index, link] of list(fields, 'links').entries()) {
    lines.push([`link ${index + 1}`, `${id(link, 'traceId')} ${id(link, 'spanId')}`]);
    lines.push([`link ${index + 1} flags`, `0x${integer(link, 'flags').toString(16)}`]);
    lines.push([`link ${index + 1} trace state`, text(link, 'traceState')]);
    lines.push([`link ${index + 1} dropped attributes`, text(link, 'droppedAttributesCount') || '0']);
    lines.push(...attributeLines(`link ${index + 1} attribute`, link));
  }
  lines.push(...originLines(scope, resource));
  return lines;
}

function relations({ span }: Node): Lines {
  const parentId = id(span.fields, 'parentSpanId');
  return [
    ['trace', id(span.fields, 'traceId')],
    ['parent', parentId === '' ? 'none' : parentId],
  ];
}

// Bit 9 of the flags of OTLP: the parent is remote, so its clock is another one.
function isRemoteChild({ span }: Node): boolean {
  return (integer(span.fields, 'flags') & 0x200n) !== 0n;
}

function time(nanos: bigint, { ran }: Circumstances): string {
  const millis = Number(nanos / 1_000_000n);
  return millis >= ran[0] && millis <= ran[1] ? 'during the run' : `${nanos}`;
}

const isOfProgram = /\/engines\/(programs|libraries)\/[^/]*$/;

/** A line without what is random or a matter of place; ids become names. */
function clean(line: string, names: ReadonlyMap<string, string> | undefined, circumstances: Circumstances): string {
  const { source, root } = circumstances;
  const cleaned = line
    .replaceAll(root, '<root>')
    .replaceAll(/(127\.0\.0\.1|localhost|\[::1\]|\bport): ?\d+/g, '$1:<port>')
    .replaceAll(/[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g, '<random uuid>')
    // Of stacks, the frames of the program: those between are the engine's.
    .replaceAll(/(?:\\n|\n) {4}at (?:(?!\\n)[^"\n])*/g, (frame) => (isOfProgram.test(frame) ? frame : ''))
    // An id of X-Ray is a trace id with dashes.
    .replaceAll(/(?<=Root=)1-([0-9a-f]{8})-([0-9a-f]{24})/g, '$1$2')
    .replaceAll(/(?<![0-9a-f]|int -?|double -?)(?:[0-9a-f]{32}|[0-9a-f]{16})(?![0-9a-f])/g, (found) =>
      source.includes(found) || /^0+$/.test(found) ? found : (names?.get(found) ?? '<random id>'),
    );
  return shorten(cleaned);
}
