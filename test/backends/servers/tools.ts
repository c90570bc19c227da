import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { go, hashOf, recipeFolder } from './recipe.ts';

interface GoTools {
  /** Folder of the recipe: a go.mod that names the packages as tools, and its go.sum. */
  recipe: string;
  version: string;
  packages: readonly string[];
  /** Build tags that leave out what no test needs. */
  tags?: string;
  /** Variable of the linker that holds the version, and its value. */
  versionVariable: string;
}

/**
 * Builds programs of Go modules that cannot be installed by `go install` (they replace modules), once.
 *
 * @returns the folder of the binaries
 */
export function buildTools({ recipe, version, packages, tags = '', versionVariable }: GoTools): Promise<string> {
  const source = recipeFolder(recipe);
  return cached(`${recipe}-${version}-${hashOf(source)}`, async (target) => {
    const work = mkdtempSync(join(tmpdir(), `${recipe}-build-`));
    try {
      cpSync(source, work, { recursive: true });
      await go(
        [
          'build',
          '-mod=readonly',
          '-buildvcs=false',
          '-trimpath',
          `-tags=${tags}`,
          `-ldflags=-s -w -X ${versionVariable}`,
          '-o',
          `${target}/`,
          ...packages,
        ],
        work,
        { CGO_ENABLED: '0' },
      );
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}
