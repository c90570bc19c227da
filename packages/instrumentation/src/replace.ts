// biome-ignore lint/suspicious/noExplicitAny: a method of somebody else.
type Method = (this: any, ...args: any[]) => unknown;

/**
 * Replaces a method of a library. The new one keeps its name, its length and how it is defined, so that nobody who looks
 * sees a difference. What is not a function stays as it is.
 *
 * @param make gives the new method from the original one
 */
export function replaceMethod(target: object, name: string, make: (original: Method) => Method): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, name);
  const original: unknown = descriptor?.value;
  if (typeof original !== 'function') return;
  const replacement = make(original as Method);
  Object.defineProperty(replacement, 'name', { value: original.name, configurable: true });
  Object.defineProperty(replacement, 'length', { value: original.length, configurable: true });
  Object.defineProperty(target, name, { ...descriptor, value: replacement });
}
