import type { ChildProcess } from 'node:child_process';
import { sep } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openedFiles } from '../../test/support/opened-files.ts';
import { commandOf, environmentOf, type FarSide } from '../processes.ts';
import type { Rig } from '../rigs.ts';

/**
 * How many files of the rig a program opens until one second after it is ready: modules, their package.json files, and
 * what else lies in the rig's folder; each file once. By strace, which must be there.
 */
export async function filesOpened(rig: Rig, file: string, farSide: FarSide): Promise<number> {
  const files = await openedFiles(commandOf(rig, file, []), environmentOf(rig, farSide.url), async (child) => {
    await ready(child);
    await delay(1000);
  });
  const below = rig.folder!.endsWith(sep) ? rig.folder! : rig.folder! + sep;
  return [...files].filter((opened) => opened.startsWith(below)).length;
}

function ready({ stdout }: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = '';
    stdout!.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
      if (/^ready \d+$/m.test(printed)) resolve();
    });
    stdout!.on('end', () => reject(new Error(`ended before it was ready: ${printed}`)));
  });
}
