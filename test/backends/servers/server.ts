import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** A running server. */
export interface Server {
  readonly child: ChildProcess;
  /** What it has logged so far. */
  log(): string;
  /** Ends it, by SIGTERM unless told otherwise; by SIGKILL when it has not ended after 20 s. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const running = new Set<ChildProcess>();

// A test run that is interrupted leaves no servers behind.
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/**
 * Starts a server and resolves when it is ready.
 *
 * @param isReady asked four times a second, and with what the server has logged so far
 * @throws Error with the log when it ends instead, or is not ready within two minutes
 */
export async function startServer(
  command: string,
  args: readonly string[],
  options: Pick<SpawnOptions, 'env' | 'cwd'>,
  isReady: (log: string) => boolean | Promise<boolean>,
): Promise<Server> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  let log = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      log += text;
    });
  }
  let end: string | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      end ??= error.message;
      resolve();
    });
    child.once('exit', (code, signal) => {
      end ??= String(signal ?? code);
      resolve();
    });
  });
  ended.then(() => running.delete(child));
  const deadline = Date.now() + 120_000;
  while (!(await isReady(log))) {
    if (end !== undefined) throw new Error(`${command} ended (${end}):\n${log}`);
    if (Date.now() > deadline) {
      child.kill('SIGKILL');
      throw new Error(`${command} is not ready after two minutes:\n${log}`);
    }
    await Promise.race([sleep(250), ended]);
  }
  return {
    child,
    log: () => log,
    async stop(signal = 'SIGTERM') {
      if (end !== undefined) return;
      const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
      child.kill(signal);
      await ended;
      clearTimeout(timer);
    },
  };
}

/** Whether a GET is answered with 200. */
export async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status === 200;
  } catch {
    return false;
  }
}
