/**
 * Writes the generated pages of this folder, the collector's, and the constants of packages/semconv, or with `--check`
 * says which of them are not current and exits with 1.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import { renderBenchmarks } from '../bench/page.ts';
import { renderCollector } from './collector-page.ts';
import { renderEngines } from './engines-page.ts';
import { renderInstrumentations } from './instrumentations-page.ts';
import { renderScaling } from './scaling-page.ts';
import { renderSemanticConventions } from './semantic-conventions-page.ts';
import { renderNames, renderOwnRegistry } from './semconv-source.ts';
import { renderSettings } from './settings-page.ts';

const pages: readonly { file: string; render: () => string }[] = [
  { file: 'benchmarks.md', render: renderBenchmarks },
  { file: '../collector-config/README.md', render: renderCollector },
  { file: 'engines.md', render: renderEngines },
  { file: 'instrumentations.md', render: renderInstrumentations },
  { file: 'scaling.md', render: renderScaling },
  { file: 'semantic-conventions.md', render: renderSemanticConventions },
  { file: 'settings.md', render: renderSettings },
  { file: '../packages/semconv/src/names.ts', render: renderNames },
  { file: '../packages/semconv/src/own-registry.ts', render: renderOwnRegistry },
];

const isCheck = process.argv.includes('--check');

for (const { file, render } of pages) {
  const path = new URL(file, import.meta.url);
  const text = render();
  // Git may check the page out with the line ends of Windows.
  if (read(path)?.replaceAll('\r\n', '\n') === text) continue;
  if (isCheck) {
    console.error(`${posix.join('docs', file)} is not current; run: pnpm run docs`);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    console.log(`${posix.join('docs', file)} is written`);
  }
}

function read(path: URL): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
