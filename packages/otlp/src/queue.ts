import type { Signal } from './destination.ts';

/** One serialised export request on its way. */
export interface Entry {
  /** Age: grows by one with every push, over all signals. */
  readonly seq: number;
  readonly signal: Signal;
  body: Uint8Array;
  /** Spans, log records or data points inside. */
  readonly items: number;
  /** Must travel alone: it was part of a request that was answered "too large". */
  alone: boolean;
  next: Entry | undefined;
}

export interface Queue {
  readonly capacityBytes: number;
  /**
   * Adds a body. At the limit the oldest queued ones, of whatever signal, go to `onDrop` until it fits; what is in flight
   * is never dropped. False when it cannot fit even so: then nothing else was dropped for it.
   */
  push(signal: Signal, body: Uint8Array, items: number): boolean;
  /**
   * Takes the oldest bodies of a signal, at least one and as many more as fit into `maxBytes`; they are in flight until
   * given to `putBack` or `release`. With `second` it starts behind the oldest one, when there is another.
   */
  take(signal: Signal, maxBytes: number, second?: boolean): Entry[];
  /** Returns taken entries of one signal, oldest first, to their place in the order. */
  putBack(entries: readonly Entry[]): void;
  /** Ends the flight of taken entries: their bytes are free. */
  release(entries: readonly Entry[]): void;
  isEmpty(signal: Signal): boolean;
  /** Sequence number that the next entry will get. */
  nextSeq(): number;
  usage(signal: Signal): Readonly<Usage>;
  /** Queued and in flight, over all signals. */
  bytes(): number;
}

interface Usage {
  queuedBytes: number;
  queuedItems: number;
  inFlightBytes: number;
  inFlightItems: number;
}

interface Line extends Usage {
  head: Entry | undefined;
  tail: Entry | undefined;
}

/**
 * A queue for all signals, bounded by the sum of their bodies' bytes, bodies in flight included. Every operation costs
 * the same however long the queue is. Bodies are not copied: they must not be changed after the push.
 */
export function createQueue(capacityBytes: number, onDrop: (entry: Entry) => void): Queue {
  const lines: Record<Signal, Line> = { traces: emptyLine(), metrics: emptyLine(), logs: emptyLine() };
  let queued = 0;
  let inFlight = 0;
  let seq = 0;

  function append(entry: Entry): void {
    const line = lines[entry.signal];
    if (line.tail === undefined) line.head = entry;
    else line.tail.next = entry;
    line.tail = entry;
  }

  function count(entry: Entry, sign: 1 | -1): void {
    const line = lines[entry.signal];
    line.queuedBytes += sign * entry.body.byteLength;
    line.queuedItems += sign * entry.items;
    queued += sign * entry.body.byteLength;
  }

  function countFlight(entry: Entry, sign: 1 | -1): void {
    const line = lines[entry.signal];
    line.inFlightBytes += sign * entry.body.byteLength;
    line.inFlightItems += sign * entry.items;
    inFlight += sign * entry.body.byteLength;
  }

  function removeAfter(line: Line, before: Entry | undefined): Entry {
    const entry = (before === undefined ? line.head : before.next)!;
    if (before === undefined) line.head = entry.next;
    else before.next = entry.next;
    if (line.tail === entry) line.tail = before;
    entry.next = undefined;
    count(entry, -1);
    return entry;
  }

  function dropOldest(): void {
    let oldest = lines.traces;
    for (const line of [lines.metrics, lines.logs]) {
      if (line.head !== undefined && (oldest.head === undefined || line.head.seq < oldest.head.seq)) oldest = line;
    }
    onDrop(removeAfter(oldest, undefined));
  }

  return {
    capacityBytes,
    push(signal, body, items) {
      const size = body.byteLength;
      if (size > capacityBytes - inFlight) return false;
      while (queued + inFlight + size > capacityBytes) dropOldest();
      const entry: Entry = { seq: seq++, signal, body, items, alone: false, next: undefined };
      append(entry);
      count(entry, 1);
      return true;
    },
    take(signal, maxBytes, second = false) {
      const line = lines[signal];
      const before = second && line.head?.next !== undefined ? line.head : undefined;
      const taken: Entry[] = [];
      let bytes = 0;
      for (;;) {
        const entry = before === undefined ? line.head : before.next;
        if (entry === undefined) break;
        bytes += entry.body.byteLength;
        const first = taken[0];
        if (first !== undefined && (bytes > maxBytes || entry.alone || first.alone)) break;
        taken.push(removeAfter(line, before));
        countFlight(entry, 1);
      }
      return taken;
    },
    putBack(entries) {
      let before: Entry | undefined;
      for (const entry of entries) {
        const line = lines[entry.signal];
        countFlight(entry, -1);
        count(entry, 1);
        let after: Entry | undefined = before === undefined ? line.head : before.next;
        while (after !== undefined && after.seq < entry.seq) {
          before = after;
          after = after.next;
        }
        entry.next = after;
        if (before === undefined) line.head = entry;
        else before.next = entry;
        if (after === undefined) line.tail = entry;
        before = entry;
      }
    },
    release(entries) {
      for (const entry of entries) countFlight(entry, -1);
    },
    isEmpty: (signal) => lines[signal].head === undefined,
    nextSeq: () => seq,
    usage: (signal) => lines[signal],
    bytes: () => queued + inFlight,
  };
}

function emptyLine(): Line {
  return { head: undefined, tail: undefined, queuedBytes: 0, queuedItems: 0, inFlightBytes: 0, inFlightItems: 0 };
}
