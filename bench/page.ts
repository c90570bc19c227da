import { microSection } from './pages/micro.ts';
import type { Reports } from './reports.ts';

/** The text of docs/benchmarks.md; a group without results is left out. */
export function benchmarksPage({ micro }: Reports): string {
  const sections = [micro && microSection(micro)];
  return `# Benchmarks

Generated from bench/results; do not edit.

${sections.filter((section) => section !== undefined).join('\n')}`;
}
