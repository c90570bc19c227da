import { createHash } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

/** One connection to a server, of which every byte counts. */
export interface RawClient {
  readonly socket: Socket;
  write(bytes: string | Uint8Array): void;
  /** Resolves when what came since the last call matches, and takes it; rejects when the connection ends before. */
  receive(pattern: RegExp): Promise<void>;
  /** Resolves with everything that came, and how it ended, when the server has closed the connection. */
  closed(): Promise<string>;
  /** Everything that came so far. */
  received(): string;
}

export interface RawTarget {
  readonly port: number;
  readonly isTls: boolean;
}

export async function connect({ port, isTls }: RawTarget): Promise<RawClient> {
  const socket = isTls
    ? connectTls({ port, host: '127.0.0.1', rejectUnauthorized: false })
    : connectTcp({ port, host: '127.0.0.1' });
  const chunks: Buffer[] = [];
  const watchers = new Set<() => void>();
  let taken = 0;
  let ending = '';
  const wake = (): void => {
    for (const watch of watchers) watch();
  };
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    wake();
  });
  socket.on('end', () => {
    ending += '<end>';
  });
  socket.on('error', (error: NodeJS.ErrnoException) => {
    ending += `<${error.code}>`;
  });
  socket.on('close', () => {
    ending += '<closed>';
    wake();
  });
  await new Promise<void>((resolve, reject) => {
    socket.once(isTls ? 'secureConnect' : 'connect', resolve);
    socket.once('error', reject);
  });

  const text = (): string => Buffer.concat(chunks).toString('latin1');
  const until = (is: () => boolean, what: string): Promise<void> =>
    new Promise((resolve, reject) => {
      function watch(): void {
        if (is()) resolve();
        else if (ending.endsWith('<closed>')) reject(new Error(`closed before ${what}: ${text().slice(taken)}`));
        else return;
        watchers.delete(watch);
      }
      watchers.add(watch);
      watch();
    });

  return {
    socket,
    write: (bytes) => socket.write(bytes),
    async receive(pattern) {
      await until(() => pattern.test(text().slice(taken)), String(pattern));
      const rest = text().slice(taken);
      const match = pattern.exec(rest)!;
      taken += match.index + match[0].length;
    },
    async closed() {
      await until(() => ending.endsWith('<closed>'), 'it closed');
      return `${plain(text())}${ending}`;
    },
    received: () => plain(text()),
  };
}

/**
 * The same in every run: dates are no matter, and long bodies are their hash. Into which chunks those are cut depends on
 * how the network cut what was sent.
 */
function plain(text: string): string {
  const undated = text.replace(/^Date: .*$/gm, 'Date: now');
  if (undated.length < 10_000) return undated;
  const whole = undated.replace(/\r\n[0-9a-f]+\r\n/g, '');
  const head = whole.slice(0, 300);
  return `${head}… ${whole.length} bytes, sha256 ${createHash('sha256').update(whole).digest('hex')}`;
}
