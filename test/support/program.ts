import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The engine that programs are started with: the default one, and in another round of `pnpm test` each other. */
export const engine: string = process.env.SPANWISE_TEST_ENGINE ?? 'native';

const engineEnvironment: Record<string, string> = process.env.SPANWISE_TEST_ENGINE ? { SPANWISE_ENGINE: engine } : {};

export type PreloadFlag = '--require' | '--import';

export const preloadFile: string = fileURLToPath(new URL('../../packages/register/dist/index.cjs', import.meta.url));

/** The path of a program in `test/fixtures`. */
export function fixture(name: string): string {
  return fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url));
}

export interface ProgramOptions {
  /** The Node.js to run; the one that runs the tests by default. */
  node?: string;
  preload?: PreloadFlag | 'none';
  flags?: string[];
  args?: string[];
  env?: Record<string, string>;
  cwd?: string;
  stdin?: string;
}

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
  millis: number;
}

export interface Program {
  readonly child: ChildProcess;
  /** What it has printed so far. */
  stdout(): string;
  /** Resolves when the program has printed this on stdout, or on stderr. */
  printed(text: string, stream?: 'stdout' | 'stderr'): Promise<void>;
  readonly ended: Promise<Ended>;
}

/**
 * Starts a real Node.js process under the preload. The environment has no `OTEL_*` but those given; `pnpm test` runs
 * everything again with `SPANWISE_TEST_ENGINE`.
 */
export function startProgram(file: string, options: ProgramOptions = {}): Program {
  const { preload = '--require', flags = [], args = [], env = {}, cwd, stdin } = options;
  const preloadFlags = preload === 'none' ? [] : [preload, preloadFile];
  const started = performance.now();
  const child = spawn(options.node ?? process.execPath, [...preloadFlags, ...flags, file, ...args], {
    cwd,
    env: { ...inheritedEnvironment(), ...engineEnvironment, ...env },
    stdio: 'pipe',
  });
  const output = { stdout: '', stderr: '' };
  const watchers = new Set<() => void>();
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      output[stream] += text;
      for (const watch of watchers) watch();
    });
  }
  child.stdin.on('error', () => {});
  if (stdin !== undefined) child.stdin.write(stdin);
  child.stdin.end();
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output, millis: performance.now() - started }));
  });
  return {
    child,
    ended,
    stdout: () => output.stdout,
    printed(text, stream = 'stdout') {
      return new Promise((resolve, reject) => {
        function watch(): void {
          if (!output[stream].includes(text)) return;
          watchers.delete(watch);
          resolve();
        }
        watchers.add(watch);
        watch();
        ended.then((end) => reject(new Error(`ended before it printed '${text}': ${JSON.stringify(end)}`)), reject);
      });
    },
  };
}

/** Runs a program to its end. */
export function runProgram(file: string, options?: ProgramOptions): Promise<Ended> {
  return startProgram(file, options).ended;
}

function inheritedEnvironment(): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(OTEL_|SPANWISE_|NODE_|npm_)/.test(name)),
  );
}
