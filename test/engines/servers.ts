import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { cp } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { closedPort } from '../support/collector.ts';

/** A server that programs in the folder `libraries` talk to. */
export type ServerName = 'mariadb' | 'memcached' | 'postgres' | 'redis';

export interface Server {
  port: number;
  stop(): Promise<void>;
}

interface Kind {
  /** The file to run, or undefined where it is not installed. */
  file(): string | undefined;
  /** How to get it. */
  package: string;
  args(port: number, folder: string): string[];
  /** It is set up once, and each start gets a copy. */
  isSlowToSetUp?: true;
}

const fromLibraries = createRequire(new URL('libraries/package.json', import.meta.url));

const kinds: Readonly<Record<ServerName, Kind>> = {
  mariadb: {
    file: () => executable('mariadbd'),
    package: 'mariadb-server-core',
    args: (port, folder) => [
      '--no-defaults',
      `--datadir=${folder}`,
      `--socket=${join(folder, 'socket')}`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-grant-tables',
      '--innodb-log-file-size=4M',
      '--innodb-buffer-pool-size=8M',
      ...(process.getuid?.() === 0 ? ['--user=root'] : []),
    ],
  },
  memcached: {
    file: () => executable('memcached'),
    package: 'memcached',
    args: (port) => [
      '--listen=127.0.0.1',
      `--port=${port}`,
      '--udp-port=0',
      ...(process.getuid?.() === 0 ? ['--user=root'] : []),
    ],
  },
  postgres: {
    file: () => process.execPath,
    package: '@electric-sql/pglite-socket',
    isSlowToSetUp: true,
    args: (port, folder) => [
      join(dirname(fromLibraries.resolve('@electric-sql/pglite-socket')), 'scripts', 'server.js'),
      `--db=${join(folder, 'data')}`,
      `--port=${port}`,
      '--max-connections=10',
    ],
  },
  redis: {
    file: () => executable('redis-server'),
    package: 'redis-server',
    args: (port, folder) => [
      '--bind',
      '127.0.0.1',
      '--port',
      `${port}`,
      '--dir',
      folder,
      '--save',
      '',
      '--appendonly',
      'no',
    ],
  },
};

/** Why a server cannot be started here, or undefined when it can. */
export function whyMissing(name: ServerName): string | undefined {
  if (kinds[name].file() !== undefined) return undefined;
  return `${name} is not installed: apt-get install --no-install-recommends ${kinds[name].package}`;
}

/** Folders of servers that were set up, to be copied. */
const templates = new Map<ServerName, Promise<string>>();

/** Starts a server with nothing in it, on a port of its own; stopping it removes what it keeps. */
export async function startServer(name: ServerName): Promise<Server> {
  const folder = temporaryFolder(name);
  if (kinds[name].isSlowToSetUp) {
    if (!templates.has(name)) templates.set(name, setUp(name));
    await cp(await templates.get(name)!, folder, { recursive: true });
  }
  const { port, end } = await start(name, folder);
  return {
    port,
    async stop() {
      await end('SIGKILL');
      rmSync(folder, { recursive: true });
    },
  };
}

async function setUp(name: ServerName): Promise<string> {
  const folder = temporaryFolder(name);
  process.once('exit', () => rmSync(folder, { recursive: true }));
  const { end } = await start(name, folder);
  await end('SIGTERM');
  return folder;
}

function temporaryFolder(name: ServerName): string {
  return mkdtempSync(join(tmpdir(), `spanwise-${name}-`));
}

async function start(
  name: ServerName,
  folder: string,
): Promise<{ port: number; end(signal: NodeJS.Signals): Promise<unknown> }> {
  const { file, args } = kinds[name];
  const port = await closedPort();
  const child = spawn(file()!, args(port, folder), { cwd: folder, env: { PATH: process.env.PATH } });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const ended = once(child, 'close');
  const end = (signal: NodeJS.Signals): Promise<unknown> => {
    child.kill(signal);
    return ended;
  };
  if (await isListening(port, child)) return { port, end };
  await end('SIGKILL');
  throw new Error(`${name} does not listen on port ${port}:\n${output}`);
}

async function isListening(port: number, child: ChildProcess): Promise<boolean> {
  for (let left = 1000; left > 0 && child.exitCode === null; left -= 1) {
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return true;
    } catch {
      await sleep(20);
    } finally {
      socket.destroy();
    }
  }
  return false;
}

/** A program on the path, or where Debian has servers, which is not on the path of everybody. */
function executable(name: string): string | undefined {
  const folders = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  return folders
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}
