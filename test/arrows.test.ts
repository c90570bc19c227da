import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

/**
 * Which packages a package may import. Plain data crosses rooms, code does not: `instrumentation`, `sampling`, `cost`,
 * `logging`, `workload` and `cloud` also work in other OpenTelemetry SDKs, so they know no engine.
 */
const room = ['settings', 'semconv'];
const arrows: Record<string, readonly string[]> = {
  settings: [],
  semconv: [],
  otlp: [],
  trace: ['semconv', 'otlp'],
  instrumentation: room,
  sampling: room,
  cost: room,
  logging: room,
  workload: room,
  cloud: room,
  register: ['*'],
  // The command names the preload when it starts a program, and never loads it.
  cli: ['*', '!register'],
  viewer: [],
};

const packages = fileURLToPath(new URL('../packages', import.meta.url));

describe('imports go one way', () => {
  for (const name of readdirSync(packages)) {
    it(name, () => {
      const allowed = arrows[name];
      assert.ok(allowed, `packages/${name} is not in the list of arrows`);
      for (const file of sources(join(packages, name, 'src'))) {
        for (const imported of importsOf(readFileSync(file, 'utf8'))) {
          assert.ok(isAllowed(imported, name, allowed), `${file} imports @spanwise/${imported}`);
        }
      }
    });
  }
});

function isAllowed(imported: string, from: string, allowed: readonly string[]): boolean {
  if (imported === from || allowed.includes(`!${imported}`)) return false;
  return allowed.includes('*') || allowed.includes(imported);
}

/** Tests may use what they like. */
function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.[cm]?ts$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => join(folder, file));
}

function importsOf(source: string): string[] {
  const named = source.matchAll(/(?:from|import|require)\s*\(?\s*'@spanwise\/([a-z]+)[^']*'/g);
  const climbing = source.matchAll(/(?:from|import|require)\s*\(?\s*'(?:\.\.\/)+([a-z]+)\/src\//g);
  return [...named, ...climbing].map((match) => match[1]!);
}
