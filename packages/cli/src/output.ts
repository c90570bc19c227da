import { write, writeSync } from 'node:fs';

export interface Output {
  /** Adds text to what is to be written. */
  write(text: string): void;
  /** Resolves when everything is written, or nobody reads any more. */
  end(): Promise<void>;
}

const RETRY_DELAY = 5;

/**
 * Writes text to a file descriptor that a program shares with us. `process.stdout` will not do: it makes a pipe
 * non-blocking, for the program as well, and programs in other languages then lose what they print.
 */
export function createOutput(fd: number): Output {
  const queue: Buffer[] = [];
  let broken = false;
  let idle: Promise<void> | undefined;

  function writeSome(bytes: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      write(fd, bytes, (error, written) => {
        if (!error) resolve(written);
        // The program has made the pipe non-blocking, and its reader is slow.
        else if (error.code === 'EAGAIN') setTimeout(resolve, RETRY_DELAY, 0);
        else reject(error);
      });
    });
  }

  async function drain(): Promise<void> {
    try {
      for (let bytes = queue.shift(); bytes !== undefined; bytes = queue.shift()) {
        while (bytes.length > 0) bytes = bytes.subarray(await writeSome(bytes));
      }
    } catch {
      // The reader has gone (`| head`). The program runs on.
      broken = true;
      queue.length = 0;
    }
    idle = undefined;
  }

  return {
    write(text) {
      if (broken) return;
      queue.push(Buffer.from(text));
      idle ??= drain();
    },
    async end() {
      await idle;
    },
  };
}

/** A line of the command itself, on stderr. */
export function say(line: string): void {
  try {
    writeSync(2, `${line}\n`);
  } catch {
    // stderr is closed or full: there is nobody to tell.
  }
}
