import { closeSync, fstatSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { flushAtEnd, isAtExit } from './flush.ts';
import { report } from './report.ts';
import { fileAt, rotate } from './rotation.ts';

/** Where lines end up. */
export interface Sink {
  /** Takes a line with its newline; never blocks for long, never throws. */
  write(line: string): void;
}

export interface SinkOptions {
  /** Bytes at which a file is rotated; 0 for never. */
  maxBytes?: number;
  maxFiles?: number;
}

/** Lines wait no longer than the turn of the event loop, and never more of them than this. */
const CHUNK_CHARACTERS = 65_536;
/** What waits for a reader or a disk that takes nothing; beyond it the new lines are dropped and counted. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
const BUSY_RETRY_MILLIS = 10;
const FAILED_RETRY_MILLIS = 1000;
/** How long the end of the process waits for a reader that takes nothing. */
const EXIT_WAIT_MILLIS = 500;

const sinks = new Map<string, FileSink>();

/**
 * The sink of `stdout`, `stderr` or a file; loggers that name the same one share it.
 *
 * Lines are collected for one turn of the event loop and written with one call, in order: nothing is in flight when the
 * process ends. A pipe that nobody reads, or a full disk, leaves them in memory, up to 16 MiB.
 */
export function openSink(target: string, options: SinkOptions = {}): Sink {
  const fd = target === 'stdout' ? 1 : target === 'stderr' ? 2 : undefined;
  const key = fd === undefined ? resolve(target) : target;
  let sink = sinks.get(key);
  if (sink === undefined) {
    sink = new FileSink(fd === undefined ? key : target, fd, options);
    sinks.set(key, sink);
  }
  return sink;
}

class FileSink implements Sink {
  readonly #name: string;
  readonly #isFile: boolean;
  readonly #maxBytes: number;
  readonly #maxFiles: number;
  #fd: number | undefined;
  #identity: string | undefined;
  #size = 0;
  #lookedMillis = 0;
  #lines = '';
  /** What could not be written yet; it may begin in the middle of a line. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  #immediate: NodeJS.Immediate | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;
  #hasFailed = false;
  #lost = 0;

  constructor(name: string, fd: number | undefined, { maxBytes = 0, maxFiles = 1 }: SinkOptions) {
    this.#name = name;
    this.#fd = fd;
    this.#isFile = fd === undefined;
    this.#maxBytes = maxBytes;
    this.#maxFiles = maxFiles;
    if (fd !== undefined) unblock(fd);
    flushAtEnd(() => this.#end());
  }

  write(line: string): void {
    if (this.#isClosed) return;
    this.#lines += line;
    if (isAtExit()) this.#end();
    else if (this.#lines.length > CHUNK_CHARACTERS) this.#flush();
    else this.#immediate ??= setImmediate(() => this.#flush());
  }

  #flush(): void {
    clearImmediate(this.#immediate);
    this.#immediate = undefined;
    if (this.#lines !== '') this.#queue(this.#lines);
    this.#lines = '';
    if (this.#retry === undefined) this.#writeRest();
  }

  #queue(lines: string): void {
    const bytes = Buffer.from(lines);
    if (this.#restBytes + bytes.length > MAX_WAITING_BYTES) {
      if (this.#lost === 0) report(`${this.#name} takes no more log lines: new ones are dropped until it does`);
      this.#lost += lines.split('\n').length - 1;
      return;
    }
    this.#rest.push(bytes);
    this.#restBytes += bytes.length;
  }

  /** @returns whether nothing is left */
  #writeRest(): boolean {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    try {
      while (this.#rest.length > 0) {
        const [first] = this.#rest;
        const written = writeSync(this.#open(), first!);
        this.#size += written;
        this.#restBytes -= written;
        if (written === first!.length) this.#rest.shift();
        else this.#rest[0] = first!.subarray(written);
      }
      this.#recovered();
      return true;
    } catch (error) {
      this.#failed(error as NodeJS.ErrnoException);
      return false;
    }
  }

  #failed(error: NodeJS.ErrnoException): void {
    const isBusy = error.code === 'EAGAIN';
    if (error.code === 'EPIPE' || error.code === 'EBADF') {
      this.#isClosed = true;
      this.#rest = [];
      this.#restBytes = 0;
      report(`${this.#name} is closed (${error.code}): log lines no longer go there`);
      return;
    }
    if (!isBusy && !this.#hasFailed) {
      this.#hasFailed = true;
      report(`${this.#name}: log lines cannot be written and wait in memory: ${error.message}`);
    }
    const millis = isBusy ? BUSY_RETRY_MILLIS : FAILED_RETRY_MILLIS;
    this.#retry = setTimeout(() => this.#writeRest(), millis).unref();
  }

  #recovered(): void {
    if (this.#hasFailed || this.#lost > 0) {
      const dropped = this.#lost > 0 ? `; ${this.#lost} lines were dropped` : '';
      report(`${this.#name}: log lines are written again${dropped}`);
    }
    this.#hasFailed = false;
    this.#lost = 0;
  }

  /** The file to write to: a new one when it is full, or when somebody else has moved it. */
  #open(): number {
    if (!this.#isFile) return this.#fd!;
    const now = performance.now();
    const isFull = this.#isFull(this.#size);
    if (this.#fd !== undefined && !isFull && now - this.#lookedMillis < FAILED_RETRY_MILLIS) return this.#fd;
    this.#lookedMillis = now;
    const found = fileAt(this.#name);
    if (this.#fd !== undefined) {
      if (!isFull && found?.identity === this.#identity) return this.#fd;
      closeSync(this.#fd);
      this.#fd = undefined;
    }
    // What another process has put in its place in the meantime is not full.
    if (found !== undefined && this.#isFull(found.size)) rotate(this.#name, this.#maxFiles);
    mkdirSync(dirname(this.#name), { recursive: true });
    this.#fd = openSync(this.#name, 'a');
    this.#size = fstatSync(this.#fd).size;
    this.#identity = fileAt(this.#name)?.identity;
    return this.#fd;
  }

  #isFull(size: number): boolean {
    return this.#maxBytes > 0 && size >= this.#maxBytes;
  }

  /** Writes all that waits, and waits for a slow reader as long as that gets on, and a little longer. */
  #end(): void {
    if (this.#isClosed) return;
    let deadline = performance.now() + EXIT_WAIT_MILLIS;
    let left = this.#restBytes + this.#lines.length;
    this.#flush();
    while (!this.#isClosed && !this.#hasFailed && !this.#writeRest() && performance.now() < deadline) {
      if (this.#restBytes < left) deadline = performance.now() + EXIT_WAIT_MILLIS;
      left = this.#restBytes;
      Atomics.wait(pause, 0, 0, 1);
    }
    if (this.#restBytes > 0 && isAtExit())
      report(`${this.#name}: ${this.#restBytes} bytes of log lines were not written`);
  }
}

const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Node.js makes a pipe non-blocking when it makes a stream of it, so that a reader that stands still does not stop the
 * program: only then `EAGAIN` tells of it.
 */
function unblock(fd: number): void {
  try {
    const { [fd === 1 ? 'stdout' : 'stderr']: stream } = process;
    void stream;
  } catch {
    // It is closed, which the first line will tell.
  }
}
