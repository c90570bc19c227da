import assert from 'node:assert/strict';
import type { Signal } from '@spanwise/cli';

/** Posts a protobuf body to an OTLP receiver, which must take it. */
export async function post(url: string, signal: Signal, body: Uint8Array): Promise<void> {
  const response = await fetch(`${url}/v1/${signal}`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-protobuf' },
    body,
  });
  assert.equal(response.status, 200, await response.text());
}

/** As many attributes with the same value. */
export function many(count: number, value: string): Record<string, string> {
  return Object.fromEntries(times(count, (index) => [`attribute.${index}`, value]));
}

export function times<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
