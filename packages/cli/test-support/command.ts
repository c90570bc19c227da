import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../src/bin.ts', import.meta.url));

export interface Finished {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

export interface Running {
  child: ChildProcess;
  finished: Promise<Finished>;
  /** Resolves when a stream has said something that matches; rejects when the command ends without. */
  said(stream: 'stdout' | 'stderr', pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts the `spanwise` command from source, with an environment free of settings. */
export function startCommand(args: string[], options: SpawnOptions = {}): Running {
  const clean = Object.entries(process.env).filter(
    ([name]) => !/^(?:OTEL|SPANWISE)_|^NODE_(?:OPTIONS|TEST)/.test(name),
  );
  const env = { ...Object.fromEntries(clean), ...options.env };
  const child = spawn(process.execPath, ['--conditions=@spanwise/source', bin, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...options,
    env,
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream]?.setEncoding('utf8').on('data', (chunk: string) => {
      output[stream] += chunk;
    });
  }
  const finished = once(child, 'close').then(([code, signal]) => ({ code, signal, ...output }));
  return {
    child,
    finished,
    said: (stream, pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const match = pattern.exec(output[stream]);
          if (match) resolve(match);
        };
        child[stream]?.on('data', look);
        finished.then(() => reject(new Error(`no ${pattern} on ${stream}: ${JSON.stringify(output)}`)));
        look();
      }),
  };
}

/** Runs the `spanwise` command to its end. */
export function runCommand(args: string[], options?: SpawnOptions): Promise<Finished> {
  return startCommand(args, options).finished;
}
