import { context, ROOT_CONTEXT } from '@opentelemetry/api';
import { suppressTracing } from '@spanwise/trace/context';

/** The program did not ask for it: its requests make no spans, and an instrumentation of `fs` does not show its files. */
export function runSuppressed<T>(fn: () => T): T {
  return context.with(suppressTracing(ROOT_CONTEXT), fn);
}
