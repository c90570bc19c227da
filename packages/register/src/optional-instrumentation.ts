import { dirname } from 'node:path';
import type { TableRow, UpstreamClass } from '@spanwise/instrumentation';

/**
 * The class of an instrumentation whose package the program has installed: found from the program's file, or from where it
 * was started, as with programs that a global tool runs.
 *
 * @returns undefined where it is not installed
 */
export function loadOptional({ from, className }: TableRow): UpstreamClass | undefined {
  const [, program] = process.argv;
  const paths = program === undefined ? [process.cwd()] : [dirname(program), process.cwd()];
  let file: string;
  try {
    file = require.resolve(from, { paths });
  } catch {
    return undefined;
  }
  return require(file)[className];
}
