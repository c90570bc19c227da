import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const oldest = 21;

/**
 * The home of a JDK that Elasticsearch 9 runs on: `JAVA_HOME`, or the newest one where Linux and macOS put them.
 *
 * @throws Error when there is none
 */
export function javaHome(): string {
  const homes = [
    process.env.JAVA_HOME ?? '',
    ...subfolders('/usr/lib/jvm'),
    ...subfolders('/Library/Java/JavaVirtualMachines').map((folder) => join(folder, 'Contents/Home')),
  ];
  const [home] = homes
    .filter((folder) => existsSync(join(folder, 'bin/javac')) && versionOf(folder) >= oldest)
    .sort((a, b) => versionOf(b) - versionOf(a));
  if (home === undefined) {
    throw new Error(`Elasticsearch 9 needs a JDK ${oldest} or newer, and none was found; set JAVA_HOME to one`);
  }
  return home;
}

function subfolders(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
}

/** The major version that the `release` file of a JDK tells, or 0. */
function versionOf(home: string): number {
  const release = join(home, 'release');
  if (!existsSync(release)) return 0;
  return Number(/^JAVA_VERSION="(\d+)/m.exec(readFileSync(release, 'utf8'))?.[1] ?? 0);
}
