import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseRules } from '@spanwise/sampling/rules-file';
import { writeRecording } from '../packages/cli/test-support/recording.ts';

const page = readFileSync(new URL('../docs/sampling.md', import.meta.url), 'utf8');
const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'spanwise-docs-'));
after(() => rmSync(folder, { recursive: true }));

/** The blocks of a language, each with the one that follows it, which is what a command prints. */
const blocks = [...page.matchAll(/^```(\w*)\n(.*?)^```$/gms)].map((match) => ({ language: match[1], text: match[2]! }));

describe('docs/sampling.md', () => {
  const rules = blocks.filter(({ language }) => language === 'yaml').map(({ text }) => text);
  for (const text of rules) {
    it(`rules are right: ${/name: (.*)/.exec(text)![1]}`, () => {
      assert.deepEqual(parseRules(text, 'sampling.yaml').problems, []);
    });
  }

  it('commands print what the page says', () => {
    writeFileSync(join(folder, 'sampling.yaml'), rules[0]!);
    writeRecording(join(folder, 'traces.jsonl'));
    let run = 0;
    blocks.forEach(({ language, text }, index) => {
      if (language !== 'sh' || !text.startsWith('spanwise sampling ')) return;
      const bin = join(root, 'packages/cli/src/bin.ts');
      const args = ['--conditions=@spanwise/source', bin, ...text.trim().split(' ').slice(1)];
      assert.equal(execFileSync(process.execPath, args, { cwd: folder, encoding: 'utf8' }), blocks[index + 1]!.text);
      run++;
    });
    assert.equal(run, 2);
  });

  it('what is said of a broken file is what is said', () => {
    const shown = blocks.find(({ text }) => text.startsWith('[spanwise] SPANWISE_SAMPLING_RULES'))!.text.trim();
    const broken = '# sampling.yaml\nrules:\n  - name: a\n    match: { servcie: shop }\n    action: keep\n';
    const [problem] = parseRules(broken, 'sampling.yaml').problems;
    assert.equal(`[spanwise] SPANWISE_SAMPLING_RULES: ${problem}`, shown);
  });

  it('the program for another SDK runs', () => {
    const file = join(root, 'packages/sampling', `docs-${process.pid}.mjs`);
    writeFileSync(file, blocks.find(({ language }) => language === 'js')!.text);
    try {
      const env = { PATH: process.env.PATH, OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' };
      const args = ['--conditions=@spanwise/source', file];
      assert.equal(execFileSync(process.execPath, args, { encoding: 'utf8', env }), '[]\n');
    } finally {
      rmSync(file);
    }
  });
});
