import type { SpanProcessor } from '@opentelemetry/sdk-trace';
import { maskQueryText } from '@spanwise/instrumentation/telemetry';

/** The second is what came before it in the conventions; instrumentations of others may still set it. */
const KEYS = ['db.query.text', 'db.statement'] as const;

/** Changes what spans of databases say of a query before anything else sees the end of the span. */
export function createQueryTextProcessor(what: 'none' | 'masked'): SpanProcessor {
  return {
    onStart() {},
    onEnding({ attributes }) {
      for (const key of KEYS) {
        const text = attributes[key];
        if (text === undefined) continue;
        if (what === 'none') delete attributes[key];
        else if (typeof text === 'string') attributes[key] = maskQueryText(text);
      }
    },
    onEnd() {},
    async forceFlush() {},
    async shutdown() {},
  };
}
