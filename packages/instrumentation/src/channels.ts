import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { diag } from '@opentelemetry/api';

/**
 * Subscribes to channels of `node:diagnostics_channel`. What a subscriber throws would become an uncaught exception of
 * the program; here it switches all of the given subscribers off, and is said once.
 *
 * @param name of the instrumentation, for that line
 * @param subscribers by the name of their channel
 */
export function subscribeAll(name: string, subscribers: Readonly<Record<string, (message: never) => void>>): void {
  const guarded = Object.entries(subscribers).map(([channel, subscriber]) => {
    const call = subscriber as (message: unknown) => void;
    const listener = (message: unknown): void => {
      try {
        call(message);
      } catch (error) {
        for (const one of guarded) unsubscribe(one.channel, one.listener);
        diag.error(`The instrumentation of ${name} failed and is switched off:`, error);
      }
    };
    return { channel, listener };
  });
  for (const { channel, listener } of guarded) subscribe(channel, listener);
}
