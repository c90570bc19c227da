import { serviceName } from './format-log.ts';
import { type SpanNode, walk } from './trace-tree.ts';

/** Siblings that look alike, folded into one line. */
export interface Fold {
  /** The folded nodes, without the ones that are shown. */
  nodes: SpanNode[];
  name: string;
  failed: boolean;
}

const MIN_ALIKE = 4;
const SHOWN_ALIKE = 2;

export interface Folder {
  /** The children to show, with a fold where more of their kind were. */
  fold(siblings: SpanNode[]): (SpanNode | Fold)[];
}

/**
 * Folds siblings that look alike: same name, kind, service, outcome, and the same kinds of spans below, in any number.
 * Of four or more, two are shown.
 */
export function createFolder(roots: SpanNode[]): Folder {
  const shapes = new Map<SpanNode, number>();
  const known = new Map<string, number>();
  for (const root of roots) {
    // Children before parents, as a shape is made of the shapes below.
    for (const node of [...walk(root)].reverse()) {
      const { name, kind, resource, status } = node.span;
      const below = [...new Set(node.children.map((child) => shapes.get(child)!))].sort((a, b) => a - b);
      const key = [name, kind, serviceName(resource), status.code === 'ERROR', ...below].join('\0');
      let shape = known.get(key);
      if (shape === undefined) {
        shape = known.size;
        known.set(key, shape);
      }
      shapes.set(node, shape);
    }
  }

  return {
    fold(siblings) {
      const alike = Map.groupBy(siblings, (node) => shapes.get(node)!);
      const shown: (SpanNode | Fold)[] = [];
      const seen = new Map<number, number>();
      for (const node of siblings) {
        const shape = shapes.get(node)!;
        const group = alike.get(shape)!;
        const position = seen.get(shape) ?? 0;
        seen.set(shape, position + 1);
        if (group.length < MIN_ALIKE || position < SHOWN_ALIKE) shown.push(node);
        else if (position === SHOWN_ALIKE) {
          const { name, status } = node.span;
          shown.push({ nodes: group.slice(SHOWN_ALIKE), name, failed: status.code === 'ERROR' });
        }
      }
      return shown;
    },
  };
}
