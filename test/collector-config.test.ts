import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';

/**
 * The configuration of the collector, as far as it can be held to something without a collector: components of the
 * official image and of the manifests. `pnpm test:backends` runs the files.
 */
const folder = fileURLToPath(new URL('../collector-config/', import.meta.url));
const classes = ['receivers', 'processors', 'exporters', 'connectors', 'extensions'] as const;
type ComponentClass = (typeof classes)[number];

// Whose own exporters are not in the core manifest.
const clouds = ['aws', 'aws-otlp', 'azure', 'azure-otlp', 'datadog', 'gcp', 'gcp-otlp'];

const files = ['', 'access', 'sampling', 'backends', 'sources'].flatMap((part) =>
  readdirSync(join(folder, part))
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => join(part, file)),
);
const image = read('distribution/components.yaml') as Record<ComponentClass, string[]>;

describe('the files of the collector use components by their present names', () => {
  for (const file of files) {
    it(`${file}, of the official contrib image`, () => {
      for (const [kind, type] of componentsOf(file)) {
        assert.ok(image[kind].includes(type), `${kind.slice(0, -1)} ${type}`);
      }
    });
  }
});

describe('the manifests have what the files use', () => {
  for (const manifest of ['core', 'full']) {
    it(manifest, () => {
      const modules = modulesOf(`distribution/${manifest}.yaml`);
      for (const file of files) {
        if (manifest === 'core' && clouds.some((cloud) => file === `backends/${cloud}.yaml`)) continue;
        for (const [kind, type] of componentsOf(file)) {
          assert.ok(modules[kind].includes(moduleOf(kind, type)), `${file}: ${moduleOf(kind, type)}`);
        }
      }
    });

    it(`${manifest}: all of one version, that of the list of components`, () => {
      const text = readFileSync(join(folder, `distribution/${manifest}.yaml`), 'utf8');
      const { version } = read('distribution/components.yaml') as { version: string };
      const versions = new Set([...text.matchAll(/gomod: (?!.*\/provider\/)\S+ v(\S+)/g)].map((match) => match[1]));
      assert.deepEqual([...versions], [version]);
      assert.match(text, new RegExp(`^ {2}version: ${version.replaceAll('.', '\\.')}$`, 'm'));
    });
  }
});

function read(file: string): unknown {
  return parse(readFileSync(join(folder, file), 'utf8'));
}

/** The classes and types of what a file defines: `['exporters', 'otlp_grpc']` of `otlp_grpc/jaeger`. */
function componentsOf(file: string): [ComponentClass, string][] {
  const config = read(file) as Partial<Record<ComponentClass, object>>;
  return classes.flatMap((kind) =>
    Object.keys(config[kind] ?? {}).map((id): [ComponentClass, string] => [kind, id.split('/')[0]!]),
  );
}

/** Where modules are not named after what they are called in configurations. */
const modules: Record<string, string> = {
  'exporters otlp_grpc': 'otlpexporter',
  'extensions file_storage': 'filestorage',
  'extensions oauth2client': 'oauth2clientauthextension',
};

function moduleOf(kind: ComponentClass, type: string): string {
  return modules[`${kind} ${type}`] ?? type.replaceAll('_', '') + kind.slice(0, -1);
}

function modulesOf(file: string): Record<ComponentClass, string[]> {
  const manifest = read(file) as Record<ComponentClass, { gomod: string }[]>;
  return Object.fromEntries(
    classes.map((kind) => [kind, manifest[kind].map(({ gomod }) => /\/([^/]+) v\S+$/.exec(gomod)![1]!)]),
  ) as Record<ComponentClass, string[]>;
}
