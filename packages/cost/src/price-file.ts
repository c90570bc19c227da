import { basename } from 'node:path';
import { Document, isMap, LineCounter, parseDocument, type YAMLMap } from 'yaml';
import type { PriceBook } from './price-book.ts';
import type { PriceReader } from './price-entry.ts';
import { readFocusPrices } from './price-file-focus.ts';
import { isLitellm, onlyPrices, readLitellm } from './price-file-litellm.ts';
import { isOpencost, readOpencost } from './price-file-opencost.ts';
import { readOwnPrices } from './price-file-own.ts';

/** A price file as a book, and one line for each entry that was left out because it is wrong. */
export interface PriceFile {
  book: PriceBook;
  warnings: string[];
}

/**
 * Reads a price file: our own YAML or JSON, LiteLLM's JSON, OpenCost's JSON, or a sheet of FOCUS rows as CSV.
 *
 * @param path for messages and the origin of prices
 * @param text what is in it
 */
export function readPriceFile(path: string, text: string): PriceFile {
  const name = basename(path);
  if (/\.csv$/i.test(path)) return readFocusPrices(path, text);
  // LiteLLM's file has two megabytes: as a document with lines it would take a second.
  const prices = /\.json$/i.test(path) ? onlyPrices(text) : undefined;
  if (prices !== undefined) return readLitellmPrices(path, prices);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  const warnings = document.errors.map(({ pos, message }) => `${path}:${lines.linePos(pos[0]).line}: ${message}`);
  const root = document.contents;
  const reader: PriceReader = {
    name,
    warn({ node, within, path: where }, expected) {
      const range = (node ?? within)?.range;
      const line = range ? lines.linePos(range[0]).line : 1;
      const received = node == null ? 'nothing' : shorten(JSON.stringify(node.toJSON()) ?? 'nothing');
      warnings.push(
        `${path}:${line}: ${where === '' ? 'the file' : where} is ${received}, expected ${expected}; left out`,
      );
    },
  };
  if (!isMap(root)) {
    reader.warn({ node: root, path: '' }, 'a map of prices');
    return { book: readOwnPrices(undefined, reader), warnings };
  }
  const read = isLitellm(root) ? readLitellm : isOpencost(root) ? readOpencost : readOwnPrices;
  return { book: read(root, reader), warnings };
}

function readLitellmPrices(path: string, prices: object): PriceFile {
  const warnings: string[] = [];
  const reader: PriceReader = {
    name: basename(path),
    warn({ node, path: where }, expected) {
      warnings.push(`${path}: ${where} is ${shorten(JSON.stringify(node?.toJSON()))}, expected ${expected}; left out`);
    },
  };
  return { book: readLitellm(new Document(prices).contents as YAMLMap, reader), warnings };
}

function shorten(text: string): string {
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
