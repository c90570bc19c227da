/** What the guards look at: the part of `process` that tells what kind of program this is. */
export interface ProcessLike {
  versions: { node: string };
  argv: string[];
  execArgv: string[];
  env: Record<string, string | undefined>;
}

const packageManagers = /^(npm|npx|pnpm|pnpx|pn|pnx|yarn|yarnpkg|corepack)$/;

/**
 * Says whether the preload leaves this process alone.
 *
 * Package managers, the parent of `node --test` and the parent of `node --watch` are not the program: the processes
 * they start inherit `NODE_OPTIONS` and are traced there.
 *
 * @returns `undefined` to go on, `''` to leave silently, a sentence for stderr to leave with a word.
 */
export function reasonToStayAway(program: ProcessLike): string | undefined {
  if (isPackageManager(program.argv[1])) return '';
  if (hasFlag(program.execArgv, '--test') && !hasFlag(program.execArgv, '--test-isolation=none')) return '';
  if (hasFlag(program.execArgv, '--watch') && !program.env.WATCH_REPORT_DEPENDENCIES) return '';
  const version = program.versions.node.split('.');
  const major = Number(version[0]);
  if (major < 22 || (major === 22 && Number(version[1]) < 15)) {
    return `Node.js ${program.versions.node} is too old: Spanwise needs 22.15 or newer. The program runs without telemetry.`;
  }
  return undefined;
}

/** npm-cli.js, npx-cli.js, pnpm.cjs, yarn-4.9.1.cjs, corepack.js … by the name of the script. */
function isPackageManager(script: string | undefined): boolean {
  if (!script) return false;
  const file = script.slice(Math.max(script.lastIndexOf('/'), script.lastIndexOf('\\')) + 1);
  return packageManagers.test(file.replace(/\.[cm]?js$/, '').replace(/-(cli|\d[\w.-]*)$/, ''));
}

function hasFlag(flags: string[], flag: string): boolean {
  return flags.indexOf(flag) !== -1;
}
