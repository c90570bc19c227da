import {
  type BatchObservableCallback,
  diag,
  type Meter,
  type Observable,
  type ObservableCallback,
} from '@opentelemetry/api';

/** Calls a function with the real observable, or the real meter, which must be loaded. */
type Use<T> = (fn: (real: T) => void) => void;

/** The callbacks of observables that were made before the real meter provider was loaded. */
export interface Observers {
  /** An observable that stands for the real one. */
  observable(use: Use<Observable>): Observable;
  addBatch(use: Use<Meter>, callback: BatchObservableCallback, observables: Observable[]): void;
  removeBatch(use: Use<Meter>, callback: BatchObservableCallback, observables: Observable[]): void;
  /** How many callbacks wait for the real provider. */
  size(): number;
  /** Hands the callbacks over, in their order; from now on they go straight to the real observables. */
  attach(): void;
}

interface Waiting {
  callback: unknown;
  observables: ReadonlySet<Observable>;
  isBatch: boolean;
  attach(): void;
}

export function createObservers(): Observers {
  const waiting: Waiting[] = [];
  const uses = new WeakMap<Observable, Use<Observable>>();
  const translated = new WeakMap<BatchObservableCallback, BatchObservableCallback>();
  let isAttached = false;

  function add(entry: Waiting): void {
    if (isAttached) entry.attach();
    else if (indexOf(entry) === -1) waiting.push(entry);
  }

  function indexOf({ callback, observables, isBatch }: Omit<Waiting, 'attach'>): number {
    return waiting.findIndex(
      (one) =>
        one.callback === callback &&
        one.isBatch === isBatch &&
        one.observables.size === observables.size &&
        [...observables].every((observable) => one.observables.has(observable)),
    );
  }

  function remove(entry: Omit<Waiting, 'attach'>): void {
    const index = indexOf(entry);
    if (index !== -1) waiting.splice(index, 1);
  }

  function real(observable: Observable): Observable {
    let made = observable;
    uses.get(observable)?.((one) => {
      made = one;
    });
    return made;
  }

  /** The program names observables of ours in a batch, where the real meter knows only its own. */
  function translate(callback: BatchObservableCallback): BatchObservableCallback {
    if (typeof callback !== 'function') return callback;
    let own = translated.get(callback);
    if (own === undefined) {
      own = (result) =>
        callback({
          observe(observable, value, attributes) {
            result.observe(real(observable as Observable), value, attributes);
          },
        });
      translated.set(callback, own);
    }
    return own;
  }

  return {
    observable(use) {
      const own: Observable = {
        addCallback(callback: ObservableCallback) {
          const attach = (): void => use((observable) => observable.addCallback(callback));
          add({ callback, observables: new Set([own]), isBatch: false, attach });
        },
        removeCallback(callback: ObservableCallback) {
          if (isAttached) use((observable) => observable.removeCallback(callback));
          else remove({ callback, observables: new Set([own]), isBatch: false });
        },
      };
      uses.set(own, use);
      return own;
    },
    addBatch(use, callback, observables) {
      const kept = new Set(observables);
      add({
        callback,
        observables: kept,
        isBatch: true,
        attach: () => use((meter) => meter.addBatchObservableCallback(translate(callback), [...kept].map(real))),
      });
    },
    removeBatch(use, callback, observables) {
      if (isAttached) {
        use((meter) => meter.removeBatchObservableCallback(translate(callback), observables.map(real)));
      } else remove({ callback, observables: new Set(observables), isBatch: true });
    },
    size: () => waiting.length,
    attach() {
      isAttached = true;
      for (const { attach } of waiting.splice(0)) {
        try {
          attach();
        } catch (error) {
          diag.error('observable callback', error);
        }
      }
    },
  };
}
