import type { SpanChunk, SpanShelf } from './encode-chunk.ts';
import type { EncodableResource, EncodableScope } from './encode-scope.ts';
import type { EncodableSpan } from './encode-span.ts';
import type { AttributeMap } from './encode-value.ts';

/** Encoded spans that wait for a decision: all of them go on, or none. */
export interface HeldSpans {
  /** Bytes of memory that they take. */
  readonly bytes: number;
  /** Encodes a finished span now, as a sampled one; nothing of the span is kept. */
  add(span: EncodableSpan, scope: EncodableScope, resource: EncodableResource): void;
  /**
   * Lets them go on.
   *
   * @param traceState of all of them, in the place of what they ended with
   * @param attributes added to the span that was added last
   */
  release(traceState: string | undefined, attributes?: AttributeMap): void;
  drop(): void;
}

/** Puts a span that is encoded into the chunk of its scope. */
type Put<Chunk> = (scope: EncodableScope, resource: EncodableResource, move: (chunk: Chunk) => void) => void;

// One is made for each trace: a class, since an object of closures costs a multiple.
export class HeldTrace<Chunk extends SpanChunk> implements HeldSpans {
  private readonly _shelf: SpanShelf<Chunk>;
  private readonly _put: Put<Chunk>;
  private readonly _scopes: EncodableScope[] = [];
  private readonly _resources: EncodableResource[] = [];

  constructor(shelf: SpanShelf<Chunk>, put: Put<Chunk>) {
    this._shelf = shelf;
    this._put = put;
  }

  get bytes(): number {
    return this._shelf.bytes;
  }

  add(span: EncodableSpan, scope: EncodableScope, resource: EncodableResource): void {
    this._shelf.add(span);
    this._scopes.push(scope);
    this._resources.push(resource);
  }

  release(traceState: string | undefined, attributes?: AttributeMap): void {
    const last = this._scopes.length - 1;
    for (let index = 0; index <= last; index++) {
      const added = index === last ? attributes : undefined;
      this._put(this._scopes[index]!, this._resources[index]!, (chunk) => {
        this._shelf.move(index, chunk, traceState, added);
      });
    }
    this._shelf.clear();
  }

  drop(): void {
    this._shelf.clear();
  }
}
