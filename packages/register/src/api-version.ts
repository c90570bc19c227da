import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trace } from '@opentelemetry/api';

/** A copy of the API reads the version once when it works with ours, and at each call when it does not. */
const looks = 20;

/**
 * Tells when the program brings an `@opentelemetry/api` that is newer than ours: its check of compatibility turns every
 * call into nothing, without a word. The check reads `version` of the global object of the API, so that is where we look
 * who asks.
 *
 * https://github.com/open-telemetry/opentelemetry-js/blob/main/api/src/internal/semver.ts
 *
 * Called when we have registered with our copy, whose version it is.
 *
 * @param report takes the line
 */
export function watchApiVersions(report: (line: string) => void): void {
  const key = Symbol.for('opentelemetry.js.api.1');
  const globals = globalThis as Record<symbol, { version: string } | undefined>;
  const registered = globals[key];
  if (registered === undefined) return;
  // Its `version` cannot be redefined, so another object takes its place.
  const { version, ...apis } = registered;
  const seen = new Set<string>();
  let left = 0;

  globals[key] = Object.defineProperty(apis as { version: string }, 'version', {
    enumerable: true,
    get() {
      if (left > 0) {
        left--;
        look();
      }
      return version;
    },
  });

  // Our own copy asks first.
  trace.getTracerProvider();
  left = looks;

  function look(): void {
    try {
      const folder = callingApi();
      if (folder === undefined || seen.has(folder)) return;
      seen.add(folder);
      const theirs = versionIn(folder);
      if (minorOf(theirs) <= minorOf(version)) return;
      report(
        `the program's @opentelemetry/api ${theirs} in ${folder} is newer than Spanwise's ${version} and gets no ` +
          `telemetry from it. Use @opentelemetry/api ${version} or older, or a newer Spanwise.`,
      );
    } catch {
      // No package.json there, such as in a bundle: nothing to say.
    }
  }
}

/** The folder of the copy of the API that reads the version, from the stack. */
function callingApi(): string | undefined {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 8;
  const { stack } = new Error('who asks');
  Error.stackTraceLimit = stackTraceLimit;
  const match = /\(?((?:file:\/\/\/|\/|[A-Za-z]:\\)[^()\n]*[\\/]@opentelemetry[\\/]api)[\\/]/.exec(String(stack));
  if (match === null) return undefined;
  return match[1]!.startsWith('file:') ? fileURLToPath(match[1]!) : match[1]!;
}

function versionIn(folder: string): string {
  return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
}

function minorOf(version: string): number {
  return Number(version.split('.')[1]);
}
