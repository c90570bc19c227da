import { readFileSync } from 'node:fs';
import { createRequire, findPackageJSON } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { LazyTargets, OwnedTarget } from './lazy.ts';
import { packagePath } from './package-path.ts';

/** A package in one place on the disk; one library may be there in several versions. */
export interface InstalledPackage {
  name: string;
  folder: string;
  version: string | undefined;
  /** The file that `require` of the package's name gives. */
  entry: string | undefined;
  /** What the patched entry exports, once it is loaded. */
  exports: unknown;
  targets: readonly OwnedTarget[];
}

export interface InstalledPackages {
  /**
   * The package of a file when it has an instrumentation.
   *
   * @param filename an absolute path
   * @param parent the file that loads it, to tell a linked package from the program's own files
   */
  find(filename: string, parent: string | undefined): InstalledPackage | undefined;
  /** Takes the package of `filename` as what `import name` gives, although it lies outside `node_modules`. */
  link(name: string, filename: string): InstalledPackage | undefined;
}

/** Finds and remembers packages that have an instrumentation. */
export function createInstalledPackages(lazy: LazyTargets): InstalledPackages {
  const packages = new Map<string, InstalledPackage>();
  // Of files outside node_modules: the folder of their package by their own folder, '' when that is none of ours.
  const outside = new Map<string, string>();

  function installed(name: string, folder: string): InstalledPackage {
    let found = packages.get(folder);
    if (found === undefined) {
      const version = readVersion(folder);
      const targets = lazy.targets(name, version);
      const entry = targets.length === 0 ? undefined : resolveFrom(join(folder, 'package.json'), name);
      found = { name, folder, version, entry, exports: undefined, targets };
      packages.set(folder, found);
    }
    return found;
  }

  /** A module that is named by its path, as the handler of a Lambda function is. */
  function file(filename: string): InstalledPackage {
    const folder = dirname(filename);
    const targets = lazy.targets(filename, undefined);
    return { name: filename, folder, version: undefined, entry: filename, exports: undefined, targets };
  }

  function findOutside(filename: string, parent: string | undefined): InstalledPackage | undefined {
    const own = dirname(filename);
    const known = outside.get(own);
    if (known !== undefined) return packages.get(known);
    if (parent === undefined) return undefined;
    const manifest = findPackageJSON('.', pathToFileURL(filename));
    const folder = manifest === undefined ? '' : dirname(manifest);
    // A file of the program that loads another, or of a package that nobody loads by its name.
    if (folder === '' || parent.startsWith(folder + sep)) {
      outside.set(own, packages.has(folder) ? folder : '');
      return packages.get(folder);
    }
    const { name } = JSON.parse(readFileSync(manifest!, 'utf8'));
    if (!lazy.has(name) || resolveFrom(parent, name) !== filename) {
      outside.set(own, '');
      return undefined;
    }
    outside.set(own, folder);
    return installed(name, folder);
  }

  return {
    find(filename, parent) {
      const path = packagePath(filename);
      if (path !== undefined) return lazy.has(path.name) ? installed(path.name, path.folder) : undefined;
      return lazy.has(filename) ? file(filename) : findOutside(filename, parent);
    },
    link(name, filename) {
      const manifest = findPackageJSON('.', pathToFileURL(filename));
      if (manifest === undefined || JSON.parse(readFileSync(manifest, 'utf8')).name !== name) return undefined;
      outside.set(dirname(filename), dirname(manifest));
      return installed(name, dirname(manifest));
    },
  };
}

function readVersion(folder: string): string | undefined {
  try {
    return JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}

function resolveFrom(file: string, name: string): string | undefined {
  try {
    return createRequire(file).resolve(name);
  } catch {
    return undefined;
  }
}

/** What is to be patched of one file of a package. */
export function targetsOfFile({ targets, entry, folder }: InstalledPackage, filename: string): OwnedTarget[] {
  const file = filename.slice(folder.length + 1).replaceAll('\\', '/');
  return targets.filter((target) => (target.file === undefined ? filename === entry : target.file === file));
}
