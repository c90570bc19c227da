import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { diag } from '@opentelemetry/api';

/** Subscribers of channels, by the name of the channel. */
export type Subscribers = Readonly<Record<string, (message: never) => void>>;

/**
 * Subscribes to channels of `node:diagnostics_channel`. What a subscriber throws would become an uncaught exception of
 * the program; here it switches all of the given subscribers off, and is said once.
 *
 * @param name of the instrumentation, for that line
 * @param subscribers by the name of their channel
 */
export function subscribeAll(name: string, subscribers: Subscribers): void {
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

/**
 * The same, with subscribers that are made when the first message comes: a program that publishes nothing pays nothing
 * for them, and others not while they start.
 *
 * @param make gives a subscriber for each of the channels
 */
export function subscribeLazily(name: string, channels: readonly string[], make: () => Subscribers): void {
  let made: Subscribers | undefined;

  function subscriberOf(channel: string): (message: unknown) => void {
    let subscriber: ((message: unknown) => void) | undefined;
    return (message) => {
      if (subscriber === undefined) {
        made ??= make();
        subscriber = made[channel] as (message: unknown) => void;
      }
      subscriber(message);
    };
  }

  subscribeAll(name, Object.fromEntries(channels.map((channel) => [channel, subscriberOf(channel)])));
}
