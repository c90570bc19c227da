import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';

const key = 'spanwise.service.instance.id';
const [empty, writing, written] = [0, 1, 2];
const uuidBytes = 16;

/**
 * Makes what gives the `service.instance.id` of this process, a random UUID. Worker threads are the same service
 * instance as the main thread, and may ask for it first: whoever does writes it into memory that all of them share.
 *
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/service/#service-instance-id
 */
export function createServiceInstance(): () => string {
  const inherited = isMainThread ? undefined : getEnvironmentData(key);
  const shared = inherited instanceof SharedArrayBuffer ? inherited : new SharedArrayBuffer(4 + uuidBytes);
  if (isMainThread) setEnvironmentData(key, shared);
  const state = new Int32Array(shared, 0, 1);
  const uuid = new Uint8Array(shared, 4, uuidBytes);

  return () => {
    if (Atomics.compareExchange(state, 0, empty!, writing!) === empty) {
      const { randomUUID } = process.getBuiltinModule('node:crypto');
      uuid.set(Buffer.from(randomUUID().replaceAll('-', ''), 'hex'));
      Atomics.store(state, 0, written!);
      Atomics.notify(state, 0);
    } else {
      Atomics.wait(state, 0, writing!);
    }
    return Buffer.from(uuid)
      .toString('hex')
      .replace(/(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  };
}
