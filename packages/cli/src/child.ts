import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants } from 'node:os';
import { isatty } from 'node:tty';

/** How a program ended: with a code, or by a signal. */
export type Ending = { code: number } | { signal: NodeJS.Signals };

// The terminal sends these to every process in the foreground, so to the program as well.
const TERMINAL_SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGHUP'];
// SIGUSR1 is not among them: Node.js keeps it for its debugger, so `kill -USR1` is for the process it names.
const SIGNALS: readonly NodeJS.Signals[] = [...TERMINAL_SIGNALS, 'SIGTERM', 'SIGUSR2'];

// `process.stdin.isTTY` would open the stream, which makes a pipe that the program reads from non-blocking.
const isOnTerminal = (): boolean => isatty(0) || isatty(1) || isatty(2);

/** Passes signals on to the program. On a terminal, those that Ctrl-C and its like send reach it anyway. */
function forwardSignals(send: (signal: NodeJS.Signals) => void): () => void {
  const listeners = SIGNALS.map((signal) => {
    const listener = (): void => {
      if (!(TERMINAL_SIGNALS.includes(signal) && isOnTerminal())) send(signal);
    };
    process.on(signal, listener);
    return () => process.off(signal, listener);
  });
  return () => {
    for (const remove of listeners) remove();
  };
}

/** A program could not be started: 127 when it is not there, 126 when it cannot be run, as shells have it. */
export class StartError extends Error {
  readonly exitCode: number;

  constructor(command: string, error: NodeJS.ErrnoException) {
    const missing = error.code === 'ENOENT';
    super(missing ? `command not found: ${command}` : `cannot run ${command}: ${error.message}`, { cause: error });
    this.exitCode = missing ? 127 : 126;
  }
}

/**
 * Runs a program to its end, in the same process group, and passes signals on to it.
 *
 * @throws StartError when it cannot be started.
 */
export async function runProgram(
  command: readonly string[],
  options: { env: NodeJS.ProcessEnv; stdio: StdioOptions },
): Promise<Ending> {
  const [file, ...args] = command as [string, ...string[]];
  let child: ChildProcess | undefined;
  const stopForwarding = forwardSignals((signal) => child?.kill(signal));
  try {
    child = spawn(file, args, options);
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return signal === null ? { code: code ?? 1 } : { signal };
  } catch (error) {
    throw new StartError(file, error as NodeJS.ErrnoException);
  } finally {
    stopForwarding();
  }
}

/** Ends this process as the program ended: with its code, or by its signal. */
export function endLike(ending: Ending): void {
  if ('code' in ending) {
    process.exitCode = ending.code;
    return;
  }
  const { signal } = ending;
  // What a shell would report, for a signal that does not end a Node.js process (SIGUSR1 opens its debugger).
  process.exitCode = 128 + constants.signals[signal];
  if (signal !== 'SIGUSR1') process.kill(process.pid, signal);
}
