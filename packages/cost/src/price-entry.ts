import { isScalar, isSeq, type Node, type YAMLMap } from 'yaml';

/** A value in a price file, with where it stands. */
export interface Entry {
  node: Node | null | undefined;
  /** What it would stand in, when it is not there. */
  within?: Node;
  /** `models[2].input`. */
  path: string;
}

/** What readers of formats use to take a document apart. */
export interface PriceReader {
  /** `prices.yaml`, for the origin of prices. */
  name: string;
  /** Notes that an entry is wrong: where it is, what was received and what was expected. */
  warn(entry: Entry, expected: string): undefined;
}

/** The entry of a map by its key. */
export function field(map: YAMLMap, key: string, path: string): Entry {
  return { node: map.get(key, true) as Node | undefined, path: path === '' ? key : `${path}.${key}`, within: map };
}

/** The keys of a map with their entries. */
export function fields(map: YAMLMap, path: string): [key: string, entry: Entry][] {
  return map.items.map((pair) => {
    const key = String(isScalar(pair.key) ? pair.key.value : pair.key);
    return [key, { node: pair.value as Node | null, path: path === '' ? key : `${path}.${key}` }];
  });
}

/** The entries of a list; none when it is not there or no list, which is warned of. */
export function items(entry: Entry, reader: PriceReader): Entry[] {
  if (entry.node == null) return [];
  if (!isSeq(entry.node)) {
    reader.warn(entry, 'a list');
    return [];
  }
  return entry.node.items.map((node, index) => ({ node: node as Node, path: `${entry.path}[${index}]` }));
}

/** The text of a number or text as it is written in the file, so that `0.10` stays what it is. */
export function scalarText({ node }: Entry): string | undefined {
  if (!isScalar(node) || node.value === null || typeof node.value === 'boolean') return undefined;
  return typeof node.value === 'number' ? (node.source ?? String(node.value)) : String(node.value);
}
