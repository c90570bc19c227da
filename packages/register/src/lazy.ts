import { AsyncLocalStorage } from 'node:async_hooks';

/** Something that is made when it is first used. */
export interface Lazy<T> {
  /** What was made, undefined before. */
  readonly value: T | undefined;
  /** What is made now, if it is not yet; undefined when asked from inside its making. */
  get(): T | undefined;
  /** Calls `fn` with it: at once, or as soon as it is made when called from inside its making. */
  use(fn: (value: T) => void): void;
}

export interface LazyOptions<T> {
  /** Makes it, in the async context in which `createLazy` was called: its timers outlive the caller that needs it first. */
  make(): T;
  /** Takes its place when making it throws. */
  fallback(error: unknown): T;
  /** Called once, before anything uses it. */
  made?(value: T): void;
}

export function createLazy<T>({ make, fallback, made }: LazyOptions<T>): Lazy<T> {
  const outside = AsyncLocalStorage.snapshot();
  const waiting: ((value: T) => void)[] = [];
  let value: T | undefined;
  let isMaking = false;

  function get(): T | undefined {
    if (value !== undefined || isMaking) return value;
    isMaking = true;
    let result: T;
    try {
      result = outside(make);
    } catch (error) {
      result = fallback(error);
    }
    value = result;
    isMaking = false;
    made?.(result);
    for (const fn of waiting.splice(0)) fn(result);
    return result;
  }

  return {
    get value() {
      return value;
    },
    get,
    use(fn) {
      const result = value ?? get();
      if (result !== undefined) fn(result);
      else waiting.push(AsyncLocalStorage.bind(fn));
    },
  };
}
