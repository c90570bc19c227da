/** A hidden place for one value on objects of others. */
export interface Slot<T> {
  /** The value that was put on the object, undefined when none was. */
  get(target: object): T | undefined;
  /** Puts a value on the object; whatever is there already stays. */
  put(target: object, value: T): void;
}

/** A class derived from this one adds its private fields to the given object. */
export class Given {
  constructor(target: object) {
    // biome-ignore lint/correctness/noConstructorReturn: what it is for.
    return target;
  }
}

/**
 * Makes a slot: a private field that is added to objects we did not make. No program sees it (it is no property, and
 * `console.log`, copies and proxies show nothing), and reading it costs as much as a property, a fifth of a WeakMap.
 */
export function createSlot<T>(): Slot<T> {
  class Kept extends Given {
    readonly #value: T;

    constructor(target: object, value: T) {
      super(target);
      this.#value = value;
    }

    static get(target: object): T | undefined {
      return #value in target ? target.#value : undefined;
    }
  }
  return {
    get: Kept.get,
    put(target, value) {
      try {
        new Kept(target, value);
      } catch {
        // It has one.
      }
    },
  };
}
