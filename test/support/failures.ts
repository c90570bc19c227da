import type { TestEvent } from 'node:test/reporters';
import { inspect } from 'node:util';

/** A reporter that prints failed tests only, each with what failed: for the end of a run whose report is long. */
export default async function* failures(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const { type, data } of events) {
    if (type !== 'test:fail') continue;
    const { cause, failureType } = data.details.error as Error & { failureType?: string };
    // A suite fails by its tests, which are told themselves.
    if (failureType === 'subtestsFailed') continue;
    yield `✖ ${data.name} (${data.file}:${data.line})\n${inspect(cause).replace(/^/gm, '  ')}\n`;
  }
}
