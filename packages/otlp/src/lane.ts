import { type Destination, type Signal, shownOrigin, toUrl } from './destination.ts';
import { createGrpcTransport } from './grpc.ts';
import { createHttpTransport } from './http.ts';
import type { Entry } from './queue.ts';
import type { Transport, TransportOptions } from './transport.ts';

/** Requests at a time per destination. */
export const concurrency = 8;
/** A backlog of small bodies goes out in requests of this size; collectors take 4 MiB and more. */
const coalesceBytes = 1024 * 1024;

/** The way of one signal to its destination. */
export interface Lane {
  readonly signal: Signal;
  readonly destination: Destination;
  /** Scheme, host and port. */
  readonly origin: string;
  readonly batches: Set<Batch>;
  transport: Transport | undefined;
  /** Failures in a row; 0 while it works. */
  attempt: number;
  /** Grows when the lane goes down or up, so that answers to older requests do not count twice. */
  epoch: number;
  /** The server named the wait itself: no other request may go before. */
  obeying: boolean;
  timer: NodeJS.Timeout | undefined;
  coalesceBytes: number;
  givenUp: string | undefined;
  exported: number;
  exportedBytes: number;
  dropped: Record<string, number>;
  requests: Record<string, RequestCount>;
}

export interface RequestCount {
  count: number;
  /** Sum of their durations. */
  seconds: number;
}

export interface Batch {
  entries: Entry[];
  epoch: number;
  started: number;
  abort: () => void;
}

export function createLane(signal: Signal, destination: Destination): Lane {
  return {
    signal,
    destination,
    origin: shownOrigin(toUrl(destination)),
    batches: new Set(),
    transport: undefined,
    attempt: 0,
    epoch: 0,
    obeying: false,
    timer: undefined,
    coalesceBytes,
    givenUp: undefined,
    exported: 0,
    exportedBytes: 0,
    dropped: {},
    requests: {},
  };
}

export function connect(
  { signal, destination }: Lane,
  { userAgent, lookup }: Pick<TransportOptions, 'userAgent' | 'lookup'>,
): Transport {
  const create = destination.protocol === 'grpc' ? createGrpcTransport : createHttpTransport;
  return create({ destination, url: toUrl(destination), signal, userAgent, connections: concurrency, lookup });
}

/** Export*ServiceRequests hold one repeated field only, so several of them joined are one with all their items. */
export function joinBodies(entries: readonly Entry[]): Uint8Array {
  if (entries.length === 1) return entries[0]!.body;
  const joined = Buffer.concat(entries.map((entry) => entry.body));
  let at = 0;
  for (const entry of entries) {
    const end = at + entry.body.byteLength;
    // The copy takes the place of the originals, so that memory stays within the queue's bound.
    entry.body = joined.subarray(at, end);
    at = end;
  }
  return joined;
}
