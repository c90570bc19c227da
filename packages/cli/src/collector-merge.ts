import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  type Pair,
  parseDocument,
  Scalar,
  visit,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml';
import type { ConfigFile } from './collector-files.ts';
import { referencesIn } from './collector-variables.ts';

/**
 * Puts files together as the collector does with several `--config` (maps are merged, of anything else the last one
 * counts), except that `service.extensions` is the union of all. Comments stay.
 *
 * @throws Error with one line when a file is no YAML map
 */
export function mergeFiles(files: readonly ConfigFile[]): Document {
  const documents = files.map(parseFile);
  const headers = documents.map((document, index) => ` ${files[index]!.name}\n${indent(takeHeader(document))}`);
  const [whole, ...others] = documents as [Document, ...Document[]];
  for (const other of others) mergeMaps(whole.contents as YAMLMap, other.contents as YAMLMap, []);
  whole.commentBefore = headers.join('\n\n');
  return whole;
}

/** The document as text. Long lines stay whole, as they are in the files. */
export function toText(document: Document): string {
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

/** Gives each `${env:NAME:-default}` of the document another default, where `defaults` has the name. */
export function setDefaults(document: Document, defaults: Readonly<Record<string, string>>): void {
  visit(document, {
    Scalar(_key, node) {
      if (typeof node.value !== 'string') return;
      let text = node.value;
      // From the last one on, so that places before it stay.
      for (const { name, preset, start, end } of referencesIn(text).reverse()) {
        if (preset === undefined || !Object.hasOwn(defaults, name)) continue;
        text = `${text.slice(0, start)}\${env:${name}:-${defaults[name]}}${text.slice(end)}`;
      }
      node.value = text;
    },
  });
}

function parseFile({ name, text }: ConfigFile): Document {
  const document = parseDocument(text);
  const [problem] = document.errors;
  if (problem !== undefined) throw new Error(`${name}: ${problem.message.split('\n')[0]}`);
  if (!isMap(document.contents)) throw new Error(`${name}: expected a YAML map of the collector's configuration`);
  return document;
}

/** What the file says of itself: the comment before its first key. */
function takeHeader(document: Document): string {
  const key = (document.contents as YAMLMap).items[0]?.key;
  const header = document.commentBefore ?? (isScalar(key) ? key.commentBefore : undefined) ?? '';
  if (document.commentBefore == null && isScalar(key)) key.commentBefore = undefined;
  document.commentBefore = null;
  return header;
}

/** Two blanks before each line that has something in it. */
function indent(text: string): string {
  return text.replace(/^.*$/gm, (line) => (line.trim() === '' ? '' : `  ${line}`));
}

function mergeMaps(into: YAMLMap, from: YAMLMap, path: readonly string[]): void {
  const [first] = from.items;
  // The comment before the first entry belongs to the map; here it must follow its entry.
  if (first !== undefined && isScalar(first.key) && from.commentBefore) {
    first.key.commentBefore = from.commentBefore;
  }
  for (const pair of from.items) {
    const name = idOf(pair.key);
    const existing = into.items.find(({ key }) => idOf(key) === name);
    if (existing === undefined) insert(into, pair, path);
    else if (isMap(existing.value) && isMap(pair.value)) mergeMaps(existing.value, pair.value, [...path, name]);
    else if (name === 'extensions' && path.join() === 'service' && isSeq(existing.value) && isSeq(pair.value)) {
      addMissing(existing.value, pair.value);
    } else existing.value = pair.value;
  }
}

/** In the order of the files, but `service` stays the last section. */
function insert(into: YAMLMap, pair: Pair, path: readonly string[]): void {
  const last = into.items.at(-1);
  const isBeforeService = path.length === 0 && last !== undefined && idOf(last.key) === 'service';
  into.items.splice(isBeforeService ? -1 : into.items.length, 0, pair);
  if (path.length === 0 && isScalar(pair.key)) pair.key.spaceBefore = true;
}

function addMissing(into: YAMLSeq, from: YAMLSeq): void {
  const names = new Set(into.items.map(idOf));
  for (const item of from.items) {
    if (!names.has(idOf(item))) into.items.push(new Scalar(idOf(item)));
  }
}

/** A key or an entry of a list as text. */
function idOf(node: unknown): string {
  return String(isScalar(node) ? node.value : node);
}
