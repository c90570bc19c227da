import type { ReceivedLog, ReceivedSpan } from './received.ts';
import type { AssembledTrace } from './trace-assembler.ts';

/** A span with what belongs under it. */
export interface SpanNode {
  span: ReceivedSpan;
  /** In the order of their start. */
  children: SpanNode[];
  logs: ReceivedLog[];
  /** Whether the span names a parent that is not in this tree. */
  orphan: boolean;
}

export interface TraceTree {
  /** True roots, then orphans, each in the order of their start. */
  roots: SpanNode[];
  /** Logs whose span is not in this tree. */
  logs: ReceivedLog[];
}

/**
 * Builds the tree of a trace from its spans' parents. Every span is in the tree exactly once: one whose parent is
 * missing stands as a root of its own, and so does the first span of a circle of parents.
 */
export function buildTree(trace: Pick<AssembledTrace, 'spans' | 'logs'>): TraceTree {
  const nodes = new Map<string, SpanNode>();
  for (const span of trace.spans) nodes.set(span.spanId, { span, children: [], logs: [], orphan: false });

  const roots: SpanNode[] = [];
  const orphans: SpanNode[] = [];
  for (const node of nodes.values()) {
    const { parentSpanId } = node.span;
    const parent = nodes.get(parentSpanId ?? '');
    parent?.children.push(node);
    node.orphan = parent === undefined && parentSpanId !== undefined;
    if (parent === undefined) (node.orphan ? orphans : roots).push(node);
  }

  const reached = new Set<SpanNode>();
  for (const root of [...roots, ...orphans]) for (const node of walk(root)) reached.add(node);
  for (const node of nodes.values()) {
    if (reached.has(node)) continue;
    // Only spans of a circle, and those under it, are left. The first one of them opens the circle.
    const siblings = nodes.get(node.span.parentSpanId!)!.children;
    siblings.splice(siblings.indexOf(node), 1);
    node.orphan = true;
    orphans.push(node);
    for (const below of walk(node)) reached.add(below);
  }

  const logs: ReceivedLog[] = [];
  for (const log of trace.logs) (nodes.get(log.spanId ?? '')?.logs ?? logs).push(log);
  return { roots: [...roots, ...orphans], logs };
}

/** The node and everything below it, parents before children, without recursion: traces can be thousands deep. */
export function* walk(root: SpanNode): Generator<SpanNode> {
  const stack = [root];
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    yield node;
    for (let index = node.children.length - 1; index >= 0; index--) stack.push(node.children[index]!);
  }
}
