import { readdirSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { say } from './output.ts';
import { damageOf } from './queue-file.ts';
import { helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const options: Options = { help: helpOption };

export const queueHelp: string = `Usage: spanwise collector queue DIRECTORY

Looks at the files of a collector's queues (its QUEUE_DIRECTORY) before it starts. One that the collector could not open
is renamed to *.damaged and said on stderr; the collector then starts with that queue empty. \`collector up\` does so by
itself; in a deployment it goes before each start of the collector, as the ExecStartPre of a systemd unit. An init
container is too little: it does not run again when a container ends and starts again.

Options:
${optionLines(options)}

Examples:
  spanwise collector queue /var/lib/otelcol && otelcol-contrib --config gateway.yaml

Exit code: 0 when the collector can start, 1 when a damaged file cannot be renamed, 2 for wrong usage.
`;

/** `spanwise collector queue`: sets damaged files of queues aside. */
export async function queue(args: string[]): Promise<void> {
  const { values, rest } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(queueHelp);
    return;
  }
  const [directory, more] = rest;
  if (directory === undefined) throw new UsageError('the directory of the queues is missing');
  if (more !== undefined) throw new UsageError(`nothing more is expected, got ${more}`);
  if (!(await setDamagedAside(directory))) process.exitCode = 1;
}

/** file_storage names a file after the component, and by a hash where that is too long. */
const queueFile = /^(?:(?:receiver|processor|exporter|extension|connector)_[\w.~-]+|[0-9a-f]{64})$/;
const setAside = /\.(?:backup|damaged)$/;
const settledMillis = 1000;

/**
 * Renames the files of queues that the collector could not open to *.damaged, and says so on stderr: it would end with a
 * panic at each start. A directory that does not exist has none. False when one could not be renamed.
 */
export async function setDamagedAside(directory: string): Promise<boolean> {
  let done = true;
  for (const name of namesIn(directory)) {
    const path = join(directory, name);
    const damage = damageOf(path);
    if (damage === undefined || !(await isStill(path, damage))) continue;
    const aside = `${path}.${new Date().toISOString().replaceAll(/[-:]/g, '')}.damaged`;
    try {
      renameSync(path, aside);
      say(`spanwise: the queue file ${path} ${damage}; it is kept as ${aside}, and the queue starts empty`);
    } catch (error) {
      done = false;
      const { code } = error as NodeJS.ErrnoException;
      say(`spanwise: the queue file ${path} ${damage} and cannot be renamed (${code}): move it away by hand`);
    }
  }
  return done;
}

function namesIn(directory: string): string[] {
  try {
    return readdirSync(directory).filter((name) => queueFile.test(name) && !setAside.test(name));
  } catch {
    // The collector makes the directory, or says what is wrong with it.
    return [];
  }
}

/** A file that a running collector writes to only looks damaged. */
async function isStill(path: string, damage: string): Promise<boolean> {
  const before = changedAt(path);
  await sleep(settledMillis);
  return damageOf(path) === damage && changedAt(path) === before;
}

function changedAt(path: string): number {
  return statSync(path).mtimeMs;
}
