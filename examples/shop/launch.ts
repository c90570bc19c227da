import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type ProgramName = 'database' | 'llm-stand-in' | 'orders' | 'assistant' | 'gateway';

/** The programs of the shop, each with the service name that its telemetry carries; none: it stands for the outside. */
const programs: Record<ProgramName, { file: string; serviceName?: string }> = {
  database: { file: 'database/server.mjs' },
  'llm-stand-in': { file: 'llm-stand-in/server.mjs' },
  orders: { file: 'orders/server.cjs', serviceName: 'shop-orders' },
  assistant: { file: 'assistant/server.cjs', serviceName: 'shop-assistant' },
  gateway: { file: 'gateway/server.mjs', serviceName: 'shop-gateway' },
};

/** The `service.name`s of the services that run under the preload. */
export const tracedServices: readonly string[] = Object.values(programs).flatMap(
  ({ serviceName }) => serviceName ?? [],
);

export interface ShopOptions {
  /** Where each program's stdout goes, one file a program; made when missing. Their stderr is this process's. */
  logFolder: string;
  /** Path of the module that the traced services are started with (`--require`); without it they run plain. */
  preload?: string;
  /** Environment of the traced services, beside PORT, the URLs and OTEL_SERVICE_NAME. Default: this process's. */
  environment?: NodeJS.ProcessEnv;
  /** Port of the gateway. Default 0: the system chooses. */
  port?: number;
  /** Told the name of each program that is ready. */
  onReady?: (name: ProgramName) => void;
  /** Ends a start that is under way; later, end the shop with `stop()`. */
  stop?: AbortSignal;
  /** Ends every program at once, without letting it tidy up. */
  forced?: AbortSignal;
}

export interface Shop {
  /** URLs by program: `gateway` is the one to ask. */
  urls: Record<ProgramName, string>;
  processes: { name: ProgramName; pid: number; logFile: string }[];
  /** Rejects when a program ends before it was asked to; never resolves. */
  failed: Promise<never>;
  /**
   * Asks every program to end, those that call others first, and waits until each has.
   * Resolves with one line for each that had to be killed or ended with another code than 0.
   */
  stop(): Promise<string[]>;
}

interface Program {
  name: ProgramName;
  child: ChildProcess;
  ended: Promise<string>;
  logFile: string;
}

const startTimeout = 90_000;
const stopTimeout = 20_000;

/**
 * Starts the five programs as child processes on loopback ports of the system's choice; resolves when all are ready.
 * Rejects with one clear line when one cannot start, after it has stopped the others.
 */
export async function startShop(options: ShopOptions): Promise<Shop> {
  mkdirSync(options.logFolder, { recursive: true });
  const running: Program[] = [];
  const urls = {} as Record<ProgramName, string>;
  let stopping = false;
  let fail: (reason: Error) => void;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  // Whoever does not wait for it must not be ended by it.
  failed.catch(() => {});
  options.forced?.addEventListener('abort', () => {
    for (const { child } of running) child.kill('SIGKILL');
  });

  async function start(name: ProgramName, environment: NodeJS.ProcessEnv = {}): Promise<void> {
    const program = launch(name, options, environment);
    running.push(program);
    program.ended.then((how) => {
      if (!stopping && !options.stop?.aborted)
        fail(new Error(`${name} ${how} before it was asked to${lastWords(program)}`));
    });
    options.stop?.throwIfAborted();
    urls[name] = await ready(program, failed, options.stop);
    options.onReady?.(name);
  }

  async function stop(): Promise<string[]> {
    stopping = true;
    const problems: string[] = [];
    for (const names of [['gateway'], ['assistant', 'orders'], ['llm-stand-in', 'database']]) {
      const programs = running.filter((program) => names.includes(program.name));
      for (const problem of await Promise.all(programs.map(end))) if (problem) problems.push(problem);
    }
    return problems;
  }

  try {
    await Promise.all([start('database'), start('llm-stand-in')]);
    await Promise.all([
      start('orders', { DATABASE_URL: urls.database }),
      start('assistant', { LLM_URL: urls['llm-stand-in'] }),
    ]);
    const port = { PORT: String(options.port ?? 0) };
    await start('gateway', { ORDERS_URL: urls.orders, ASSISTANT_URL: urls.assistant, ...port });
  } catch (error) {
    await stop();
    throw error;
  }
  const processes = running.map(({ name, child, logFile }) => ({ name, pid: child.pid!, logFile }));
  return { urls, processes, failed, stop };
}

function launch(name: ProgramName, options: ShopOptions, environment: NodeJS.ProcessEnv): Program {
  const { file: path, serviceName } = programs[name];
  const file = fileURLToPath(new URL(`services/${path}`, import.meta.url));
  const traced = serviceName !== undefined;
  const logFile = join(options.logFolder, `${name}.log`);
  const log = openSync(logFile, 'a');
  const child = spawn(process.execPath, traced && options.preload ? ['--require', options.preload, file] : [file], {
    env: {
      ...((traced && options.environment) || process.env),
      ...(traced && options.preload ? { OTEL_SERVICE_NAME: serviceName } : {}),
      PORT: '0',
      ...environment,
    },
    stdio: ['ignore', log, 'inherit', 'ipc'],
    // A Ctrl-C in the terminal is for the launcher alone, which then ends the programs in order.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(`could not be started (${error.message})`));
    child.once('exit', (code, signal) => resolve(signal ? `was ended by ${signal}` : `ended with code ${code}`));
  });
  return { name, child, ended, logFile };
}

async function ready(program: Program, failed: Promise<never>, signal?: AbortSignal): Promise<string> {
  const patience = AbortSignal.timeout(startTimeout);
  const message = once(program.child, 'message', { signal: signal ? AbortSignal.any([signal, patience]) : patience });
  try {
    const [{ ready: url }] = (await Promise.race([message, failed])) as [{ ready: string }];
    return url;
  } catch (error) {
    message.catch(() => {});
    if (!patience.aborted) throw error;
    throw new Error(`${program.name} was not ready within ${startTimeout / 1000} s${lastWords(program)}`);
  }
}

async function end({ name, child, ended }: Program): Promise<string | undefined> {
  // Windows has no signals: there child.kill() would end the program before it could tidy up.
  if (process.platform === 'win32' && child.connected) child.send('shutdown', () => {});
  else child.kill('SIGTERM');
  let killed = false;
  const timer = setTimeout(() => {
    killed = child.kill('SIGKILL');
  }, stopTimeout);
  const how = await ended;
  clearTimeout(timer);
  if (killed) return `${name} did not end within ${stopTimeout / 1000} s of being asked to, and was killed`;
  return how === 'ended with code 0' ? undefined : `${name} ${how}`;
}

function lastWords({ logFile }: Program): string {
  const last = readFileSync(logFile, 'utf8').trimEnd().split('\n').at(-1);
  return last ? `; the end of ${logFile}: ${last}` : `; ${logFile} is empty`;
}
