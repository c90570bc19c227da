import { sep } from 'node:path';

/** Where a file lies in a package. */
export interface PackagePath {
  /** `express`, `@hapi/hapi` */
  name: string;
  /** The folder of the package, without a separator at its end. */
  folder: string;
}

const nodeModules = `${sep}node_modules${sep}`;

/**
 * Finds the package of a file by its path, which holds in every layout of `node_modules`, pnpm's too, where the real
 * path is `.pnpm/express@5.1.0/node_modules/express/index.js`.
 *
 * @param filename an absolute path
 * @returns undefined for a file outside `node_modules`
 */
export function packagePath(filename: string): PackagePath | undefined {
  const found = filename.lastIndexOf(nodeModules);
  if (found === -1) return undefined;
  const start = found + nodeModules.length;
  let end = filename.indexOf(sep, start);
  // A scope takes two folders: @hapi/hapi.
  if (end !== -1 && filename.charCodeAt(start) === 0x40) end = filename.indexOf(sep, end + 1);
  if (end === -1) return undefined;
  const name = filename.slice(start, end);
  return { name: sep === '/' ? name : name.replace(sep, '/'), folder: filename.slice(0, end) };
}
