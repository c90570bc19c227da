import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SenderOptions, SenderStats } from '../src/index.ts';

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  /** From the start of the process to its end. */
  millis: number;
  /** What the sender's flush in the 'exit' event returned, how long it took, and what was reported. */
  flush: { ok: boolean; millis: number; stats: SenderStats; lines: string[] } | undefined;
}

export interface ProgramOptions {
  /** Without, the program runs bare. */
  sender?: Partial<SenderOptions>;
  execArgv?: string[];
  /** The module that has `createSender`. */
  module?: string;
}

const sourceModule = join(import.meta.dirname, '../src/index.ts');

/**
 * Runs a CommonJS program as a process of its own. With a sender, it is preloaded as the global `sender` and flushed in
 * the 'exit' event.
 */
export async function runProgram(source: string, options: ProgramOptions = {}): Promise<Ended> {
  const folder = mkdtempSync(join(tmpdir(), 'otlp-program-'));
  try {
    const preload = join(folder, 'preload.cjs');
    const result = join(folder, 'result.json');
    writeFileSync(join(folder, 'program.cjs'), source);
    writeFileSync(preload, preloadSource(options, result));
    const argv = [...(options.execArgv ?? []), ...(options.sender ? ['--require', preload] : []), 'program.cjs'];
    const started = performance.now();
    const child = spawn(process.execPath, argv, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: {} });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    await once(child, 'close');
    const millis = performance.now() - started;
    const { exitCode: code, signalCode: signal } = child;
    stderr = stderr.replaceAll(folder, '');
    return { code, signal, stdout, stderr, millis, flush: options.sender && readJson(result) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function preloadSource({ sender, module = sourceModule }: ProgramOptions, result: string): string {
  const settings = { queueBytes: 32 * 2 ** 20, exitTimeoutMillis: 2000, userAgent: 'program', ...sender };
  return `
    const { createSender } = require(${JSON.stringify(module)});
    const lines = [];
    const sender = createSender({ ...${JSON.stringify(settings)}, report: (line) => lines.push(line) });
    globalThis.sender = sender;
    process.on('exit', () => {
      const started = performance.now();
      const ok = sender.flushSync();
      const millis = performance.now() - started;
      require('node:fs').writeFileSync(${JSON.stringify(result)}, JSON.stringify({ ok, millis, stats: sender.stats(), lines }));
    });
  `;
}

function readJson(path: string): Ended['flush'] {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
