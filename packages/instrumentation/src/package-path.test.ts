import assert from 'node:assert/strict';
import { join, sep } from 'node:path';
import { it } from 'node:test';
import { packagePath } from './package-path.ts';

const rows: [file: string, name: string | undefined, folder?: string][] = [
  ['/app/node_modules/express/index.js', 'express', '/app/node_modules/express'],
  ['/app/node_modules/@hapi/hapi/lib/index.js', '@hapi/hapi', '/app/node_modules/@hapi/hapi'],
  ['/app/node_modules/a/node_modules/pg/lib/client.js', 'pg', '/app/node_modules/a/node_modules/pg'],
  [
    '/app/node_modules/.pnpm/express@5.1.0/node_modules/express/lib/view.js',
    'express',
    '/app/node_modules/.pnpm/express@5.1.0/node_modules/express',
  ],
  [
    '/app/.yarn/cache/koa-npm-3.0.0.zip/node_modules/koa/index.js',
    'koa',
    '/app/.yarn/cache/koa-npm-3.0.0.zip/node_modules/koa',
  ],
  ['/app/src/express/index.js', undefined],
  ['/app/node_modules/file.js', undefined],
  ['/app/node_modules/@scope/file.js', undefined],
];

for (const [file, name, folder] of rows) {
  it(file, () => {
    const found = packagePath(file.split('/').join(sep));
    assert.equal(found?.name, name);
    if (folder !== undefined) assert.equal(found?.folder, join(folder));
  });
}
