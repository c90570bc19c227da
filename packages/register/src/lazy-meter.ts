import {
  type Counter,
  createNoopMeter,
  diag,
  type Histogram,
  type Meter,
  type MetricOptions,
  type Observable,
} from '@opentelemetry/api';
import type { Observers } from './observers.ts';

export interface LazyMeterOptions {
  /** The real meter when it is loaded, and undefined before. */
  real(): Meter | undefined;
  /** Calls `fn` with the real meter, which is loaded for it. */
  use(fn: (meter: Meter) => void): void;
  observers: Observers;
}

type Kind = Extract<keyof Meter, `create${string}`>;
type Use<T> = (fn: (real: T) => void) => void;

/** A meter whose instruments are made by the real one when they first record; once that is there, it makes them itself. */
export function createLazyMeter({ real, use, observers }: LazyMeterOptions): Meter {
  function later<K extends Kind>(kind: K, name: string, options?: MetricOptions): Use<ReturnType<Meter[K]>> {
    const kept = options && { ...options };
    let made: ReturnType<Meter[K]> | undefined;
    return (fn) =>
      use((meter) => {
        made ??= create(meter, kind, name, kept);
        fn(made);
      });
  }

  const counters =
    (kind: 'createCounter' | 'createUpDownCounter') =>
    (name: string, options?: MetricOptions): Counter =>
      real()?.[kind](name, options) ?? lazyCounter(later(kind, name, options));
  const recorders =
    (kind: 'createHistogram' | 'createGauge') =>
    (name: string, options?: MetricOptions): Histogram =>
      real()?.[kind](name, options) ?? lazyRecorder(later(kind, name, options));
  const observables =
    (kind: 'createObservableCounter' | 'createObservableUpDownCounter' | 'createObservableGauge') =>
    (name: string, options?: MetricOptions): Observable =>
      real()?.[kind](name, options) ?? observers.observable(later(kind, name, options));

  return {
    createCounter: counters('createCounter'),
    createUpDownCounter: counters('createUpDownCounter'),
    createHistogram: recorders('createHistogram'),
    createGauge: recorders('createGauge'),
    createObservableCounter: observables('createObservableCounter'),
    createObservableUpDownCounter: observables('createObservableUpDownCounter'),
    createObservableGauge: observables('createObservableGauge'),
    addBatchObservableCallback: (callback, list) => observers.addBatch(use, callback, list),
    removeBatchObservableCallback: (callback, list) => observers.removeBatch(use, callback, list),
  } as Meter;
}

/** What upstream throws for an impossible name was to be thrown where the instrument was made, not where it records. */
function create<K extends Kind>(meter: Meter, kind: K, name: string, options?: MetricOptions): ReturnType<Meter[K]> {
  try {
    return meter[kind](name, options) as ReturnType<Meter[K]>;
  } catch (error) {
    diag.error(`${kind}(${String(name)}) failed`, error);
    return createNoopMeter()[kind]('') as ReturnType<Meter[K]>;
  }
}

function lazyCounter(use: Use<Counter>): Counter {
  let real: Counter | undefined;
  return {
    add(value, attributes, context) {
      if (real !== undefined) real.add(value, attributes, context);
      else
        use((made) => {
          real = made;
          made.add(value, attributes, context);
        });
    },
  };
}

function lazyRecorder(use: Use<Histogram>): Histogram {
  let real: Histogram | undefined;
  return {
    record(value, attributes, context) {
      if (real !== undefined) real.record(value, attributes, context);
      else
        use((made) => {
          real = made;
          made.record(value, attributes, context);
        });
    },
  };
}
