import { closeSync, fstatSync, openSync, readSync } from 'node:fs';

// The layout of bbolt, the database in which the collector's file_storage keeps a queue: pages of one size, a tree of
// them for each bucket. https://github.com/etcd-io/bbolt/blob/main/internal/common
const magic = 0xed0cdaed;
const version = 2;
const kinds = { branch: 0x01, leaf: 0x02 };
const headerBytes = 16;
const elementBytes = 16;
/** Of a meta page, behind its header: what the checksum is over. */
const metaBytes = 56;
const bucketBytes = 16;
const isBucket = 0x01;

/** The state of a database that counts: its size of pages, its first page and the number of pages. */
interface Meta {
  pageBytes: number;
  root: number;
  pages: number;
  transaction: bigint;
}

/** What is wrong with a file; only ever caught here. */
class Damage extends Error {}

/**
 * What keeps the collector from opening the file of a queue, or undefined when nothing does. bbolt itself looks at the
 * same pages at the start, and panics where the collector cannot catch it. What the queue holds is not looked at.
 */
export function damageOf(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    return `cannot be read (${(error as NodeJS.ErrnoException).code})`;
  }
  try {
    const stat = fstatSync(file);
    if (!stat.isFile()) return 'is not a file';
    // A new database.
    if (stat.size > 0) checkDatabase(file, stat.size);
    return undefined;
  } catch (error) {
    if (error instanceof Damage) return error.message;
    return `cannot be read (${(error as NodeJS.ErrnoException).code})`;
  } finally {
    closeSync(file);
  }
}

function checkDatabase(file: number, size: number): void {
  const { pageBytes, root, pages } = findMeta(file, size);
  const seen = new Set<number>();
  const waiting = [root];
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (id < 2 || id >= pages) throw new Damage(`page ${id} is none of its ${pages} pages`);
    if (seen.has(id)) throw new Damage(`page ${id} is used twice`);
    seen.add(id);
    const start = id * pageBytes;
    const header = read(file, start, headerBytes);
    const bytes = (header.readUInt32LE(12) + 1) * pageBytes;
    if (Number(header.readBigUInt64LE(0)) !== id) throw new Damage(`page ${id} is overwritten`);
    if (start + bytes > size) throw new Damage(`page ${id} is cut off`);
    const used = headerBytes + header.readUInt16LE(10) * elementBytes;
    if (used > bytes) throw new Damage(`page ${id} is overwritten`);
    const page = read(file, start, used);
    waiting.push(...childrenOf(page, bytes, (at, length) => read(file, start + at, length), `page ${id}`));
  }
}

/** The pages that a page leads to: those of a branch, or the first ones of the buckets in a leaf. */
function childrenOf(
  page: Buffer,
  bytes: number,
  readAt: (at: number, length: number) => Buffer,
  name: string,
): number[] {
  const kind = page.readUInt16LE(8);
  if (kind !== kinds.branch && kind !== kinds.leaf) throw new Damage(`${name} is of no known kind`);
  const children: number[] = [];
  for (let at = headerBytes; at < page.length; at += elementBytes) {
    if (kind === kinds.branch) {
      if (at + page.readUInt32LE(at) + page.readUInt32LE(at + 4) > bytes) throw new Damage(`${name} is overwritten`);
      children.push(Number(page.readBigUInt64LE(at + 8)));
      continue;
    }
    const value = at + page.readUInt32LE(at + 4) + page.readUInt32LE(at + 8);
    const valueBytes = page.readUInt32LE(at + 12);
    if (value + valueBytes > bytes) throw new Damage(`${name} is overwritten`);
    if (!(page.readUInt32LE(at) & isBucket)) continue;
    if (valueBytes < bucketBytes) throw new Damage(`${name} is overwritten`);
    const bucket = readAt(value, valueBytes);
    const root = Number(bucket.readBigUInt64LE(0));
    if (root === 0) checkInline(bucket.subarray(bucketBytes), name);
    else children.push(root);
  }
  return children;
}

/** A small bucket is a page within the value. */
function checkInline(bucket: Buffer, name: string): void {
  const used =
    bucket.length < headerBytes ? Number.POSITIVE_INFINITY : headerBytes + bucket.readUInt16LE(10) * elementBytes;
  if (used > bucket.length) throw new Damage(`${name} is overwritten`);
  childrenOf(bucket.subarray(0, used), bucket.length, () => Buffer.alloc(bucketBytes), name);
}

/** The newer of the first two pages that is whole. When the first is not, the size of pages is unknown. */
function findMeta(file: number, size: number): Meta {
  const sizes = Array.from({ length: 15 }, (_, power) => 1024 << power);
  const metas = [0, ...sizes]
    .filter((at) => at + headerBytes + metaBytes + 8 <= size)
    .map((at) => ({ at, meta: metaOf(read(file, at + headerBytes, metaBytes + 8)) }))
    .filter(({ at, meta }) => meta !== undefined && (at === 0 || at === meta.pageBytes))
    .map(({ meta }) => meta!);
  if (metas.length === 0) throw new Damage('has no whole first page');
  return metas.reduce((newest, meta) => (meta.transaction > newest.transaction ? meta : newest));
}

function metaOf(bytes: Buffer): Meta | undefined {
  if (bytes.readUInt32LE(0) !== magic || bytes.readUInt32LE(4) !== version) return undefined;
  if (bytes.readBigUInt64LE(metaBytes) !== fnv1a(bytes.subarray(0, metaBytes))) return undefined;
  return {
    pageBytes: bytes.readUInt32LE(8),
    root: Number(bytes.readBigUInt64LE(16)),
    pages: Number(bytes.readBigUInt64LE(40)),
    transaction: bytes.readBigUInt64LE(48),
  };
}

/** https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
function fnv1a(bytes: Buffer): bigint {
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
  return hash;
}

function read(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, at) < length) throw new Damage('is cut off');
  return bytes;
}
