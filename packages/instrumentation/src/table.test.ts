import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import Module, { createRequire, findPackageJSON } from 'node:module';
import { describe, it } from 'node:test';
import { logs, metrics, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { instrumentationNames } from '@spanwise/settings';
import type { Instrumentation, Telemetry } from './instrumentation.ts';
import { instrumentationTable, type TableRow } from './table.ts';
import { fromUpstream } from './upstream.ts';
import { isInRange } from './version-range.ts';

const auto = createRequire(import.meta.resolve('@opentelemetry/auto-instrumentations-node'));
const manifest = findPackageJSON('@opentelemetry/auto-instrumentations-node', import.meta.url)!;
const prefix = '@opentelemetry/instrumentation-';
const upstream = instrumentationTable.filter(({ from, isOptional }) => from.startsWith(prefix) && !isOptional);
const optional = instrumentationTable.filter(({ isOptional }) => isOptional);
const program = createRequire(new URL('../../../test/engines/libraries/package.json', import.meta.url));
const telemetry: Telemetry = {
  tracerProvider: trace.getTracerProvider(),
  meterProvider: metrics.getMeterProvider(),
  loggerProvider: logs.getLoggerProvider(),
  active: () => ROOT_CONTEXT,
  enter() {},
};

interface Definition {
  name: string;
  supportedVersions: string[];
}

function make({ name, from, className, isOptional }: TableRow): Instrumentation & { definitions: Definition[] } {
  const upstreamClass = (isOptional ? program : auto)(from)[className];
  const { targets } = fromUpstream(name, upstreamClass, {}, telemetry);
  return { name, targets, definitions: new upstreamClass({ enabled: false }).getModuleDefinitions() };
}

describe('instrumentationTable', () => {
  it('has what @opentelemetry/auto-instrumentations-node has', () => {
    const { dependencies } = JSON.parse(readFileSync(manifest, 'utf8'));
    const theirs = Object.keys(dependencies).filter((name) => name.startsWith(prefix));
    assert.deepEqual(upstream.map(({ from }) => from).sort(), theirs.sort());
  });

  it('has the names that the settings accept', () => {
    assert.deepEqual(instrumentationTable.map(({ name }) => name).sort(), [...instrumentationNames].sort());
  });

  it('is sorted by name', () => {
    const names = instrumentationTable.map(({ name }) => name);
    assert.deepEqual(names, [...names].sort());
  });

  for (const row of [...upstream, ...optional]) {
    // Prisma's asks for the client of its own version, and works by a global that any version looks for.
    if (row.name === 'prisma') continue;
    it(`${row.name}: the modules and versions that its own definitions have`, () => {
      const { targets, definitions } = make(row);
      const versions: Record<string, string[]> = {};
      for (const { name, supportedVersions } of definitions) {
        versions[name] = [...(versions[name] ?? []), ...supportedVersions];
      }
      assert.deepEqual(Object.keys(versions).sort(), Object.keys(row.modules).sort());
      for (const [name, ranges] of Object.entries(versions)) {
        assert.deepEqual(outline([row.modules[name]!]), outline(ranges), name);
        assert.ok(targets.some((target) => target.name === name));
      }
    });
  }

  it('leaves `require` as it is', () => {
    const { require } = Module.prototype;
    const { getBuiltinModule } = process;
    for (const row of [...upstream, ...optional]) make(row);
    assert.equal(Module.prototype.require, require);
    assert.equal(process.getBuiltinModule, getBuiltinModule);
  });
});

/** Which of many versions lie in any of these ranges. */
function outline(ranges: Iterable<string>): string[] {
  const all = [...ranges];
  const versions: string[] = [];
  for (let major = 0; major < 25; major += 1) {
    for (const minor of [0, 1, 2, 3, 4, 6, 7, 9, 10, 18, 19, 22, 24, 34, 35]) {
      for (const patch of [0, 2, 3, 5, 7]) versions.push(`${major}.${minor}.${patch}`);
    }
  }
  return versions.filter((version) => all.some((range) => isInRange(version, range)));
}
