import { realpathSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PRELOAD = '@spanwise/register';

/**
 * The file that `--require @spanwise/register` loads.
 *
 * @throws Error with one line when it is not installed, or not built in the repository.
 */
export function findPreload(): string {
  const { resolve } = createRequire(import.meta.url);
  try {
    return resolve(PRELOAD);
  } catch (error) {
    let cure = 'install it beside @spanwise/cli: npm install @spanwise/register';
    try {
      resolve(`${PRELOAD}/package.json`);
      cure = 'it is there but not built; in the repository, run: pnpm build';
    } catch {}
    throw new Error(`cannot find ${PRELOAD}: ${cure}`, { cause: error });
  }
}

/**
 * Splits the value of `NODE_OPTIONS` as Node.js does: at spaces outside of double quotes; within them a backslash takes
 * the next character as it is. https://nodejs.org/api/cli.html#node_optionsoptions
 */
export function splitNodeOptions(nodeOptions: string): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quoted = false;
  for (let index = 0; index < nodeOptions.length; index++) {
    let character = nodeOptions[index]!;
    if (character === '"') {
      quoted = !quoted;
      word ??= '';
      continue;
    }
    if (character === ' ' && !quoted) {
      if (word !== undefined) words.push(word);
      word = undefined;
      continue;
    }
    if (character === '\\' && quoted) character = nodeOptions[++index] ?? '';
    word = (word ?? '') + character;
  }
  if (word !== undefined) words.push(word);
  return words;
}

function quoteNodeOption(value: string): string {
  return /[\s"]/.test(value) ? `"${value.replace(/[\\"]/g, '\\$&')}"` : value;
}

function isPreload(request: string, preload: string, directory: string): boolean {
  if (request === PRELOAD) return true;
  try {
    const path = request.startsWith('file:') ? fileURLToPath(request) : request;
    return realpathSync(createRequire(join(directory, 'noop.js')).resolve(path)) === realpathSync(preload);
  } catch {
    return false;
  }
}

/** Whether `NODE_OPTIONS` loads the preload already, under its name or its path, by `--require` or `--import`. */
export function hasPreload(nodeOptions: string, preload: string, directory: string = process.cwd()): boolean {
  const words = splitNodeOptions(nodeOptions);
  return words.some((word, index) => {
    const [, inline] = /^(?:--require|--import|-r)=(.*)$/s.exec(word) ?? [];
    const request = inline ?? (/^(?:--require|--import|-r)$/.test(word) ? words[index + 1] : undefined);
    return request !== undefined && isPreload(request, preload, directory);
  });
}

/** `NODE_OPTIONS` with the preload after what the user has there; unchanged when it is there already. */
export function withPreload(nodeOptions: string | undefined, preload: string): string {
  const existing = nodeOptions?.trim() ?? '';
  if (hasPreload(existing, preload)) return existing;
  return `${existing} --require ${quoteNodeOption(preload)}`.trimStart();
}
