import { type Alias, type Document, isAlias, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import { suggest } from './suggest.ts';

/** A place in a file: its value, and where to complain about it. */
export interface Place {
  readonly node: Node | null | undefined;
  /** Such as `rules[2].match.duration`. */
  readonly path: string;
  /** For an empty place: where it would be. */
  readonly offset: number;
}

/** Reads YAML by hand, so that every problem has its line. */
export interface YamlReader {
  readonly problems: string[];
  /** Takes a problem as a phrase such as `got 'x', expected a number`. */
  complain(place: Place, problem: string): undefined;
  /** The entries of a map whose keys are known; others are a problem. Undefined when it is no map. */
  fields<K extends string>(place: Place, known: readonly K[]): Partial<Record<K, Place>> | undefined;
  /** The entries of a map with any keys. */
  entries(place: Place): [key: string, value: Place][] | undefined;
  items(place: Place): Place[] | undefined;
  /** The value of a text, number or boolean. */
  scalar(place: Place): string | number | boolean | undefined;
  /** What a problem shows of a value. */
  shown(place: Place): string;
}

export function createYamlReader(document: Document, lines: LineCounter, file: string): YamlReader {
  const problems: string[] = [];

  function complain({ node, path, offset }: Place, problem: string): undefined {
    const { line } = lines.linePos(node?.range?.[0] ?? offset);
    problems.push(`${file}:${line}: ${path === '' ? '' : `${path}: `}${problem}`);
  }

  function resolve({ node }: Place): Node | null | undefined {
    return isAlias(node) ? (node as Alias).resolve(document) : node;
  }

  function entries(place: Place): [string, Place][] | undefined {
    const node = resolve(place);
    if (!isMap(node)) return complain(place, `got ${shown(place)}, expected a map of keys and values`);
    return node.items.map(({ key, value }) => {
      const name = String(isScalar(key) ? key.value : key);
      const offset = (key as Node).range?.[0] ?? place.offset;
      const path = place.path === '' ? name : `${place.path}.${name}`;
      return [name, { node: value as Node | null, path, offset }];
    });
  }

  function fields<K extends string>(place: Place, known: readonly K[]): Partial<Record<K, Place>> | undefined {
    const found: Partial<Record<K, Place>> = {};
    const given = entries(place);
    if (given === undefined) return undefined;
    for (const [name, value] of given) {
      if (known.includes(name as K)) {
        found[name as K] = value;
        continue;
      }
      const meant = suggest(name, known);
      const cure = meant === undefined ? `expected one of ${known.join(', ')}` : `did you mean ${meant}?`;
      complain({ ...place, node: undefined, offset: value.offset }, `there is no '${name}' here; ${cure}`);
    }
    return found;
  }

  function items(place: Place): Place[] | undefined {
    const node = resolve(place);
    if (!isSeq(node)) return complain(place, `got ${shown(place)}, expected a list`);
    return node.items.map((item, index) => ({
      node: item as Node | null,
      path: `${place.path}[${index}]`,
      offset: node.range?.[0] ?? place.offset,
    }));
  }

  function scalar(place: Place): string | number | boolean | undefined {
    const node = resolve(place);
    const value = isScalar(node) ? node.value : undefined;
    return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : undefined;
  }

  function shown(place: Place): string {
    const node = resolve(place);
    if (isMap(node)) return 'a map';
    if (isSeq(node)) return 'a list';
    const value = isScalar(node) ? node.value : undefined;
    if (value === null || value === undefined) return 'nothing';
    const text = String(value).replace(/\s+/g, ' ');
    return `'${text.length > 60 ? `${text.slice(0, 60)}…` : text}'`;
  }

  return { problems, complain, fields, entries, items, scalar, shown };
}
