import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { joinRoute, mountOf, templateOf } from './express-path.ts';

const handler = (): void => {};

describe('templateOf', () => {
  for (const [first, expected] of [
    ['/users/:id', '/users/:id'],
    [/^\/a|b$/, '/^\\/a|b$/'],
    [['/a', ['/b', /c/]], '/a,/b,/c/'],
    [handler, ''],
    [[[handler]], ''],
    [[], ''],
    [undefined, ''],
  ] as const) {
    it(`${String(first)} is '${expected}'`, () => assert.equal(templateOf(first), expected));
  }
});

describe('mountOf', () => {
  for (const [template, expected] of [
    ['', ''],
    ['/', ''],
    ['*', ''],
    ['/*', ''],
    ['/*all', ''],
    ['/{*all}', ''],
    ['/api', '/api'],
    ['/api/', '/api'],
    ['/api/*rest', '/api/*rest'],
  ] as const) {
    it(`'${template}' adds '${expected}'`, () => assert.equal(mountOf(template), expected));
  }
});

describe('joinRoute', () => {
  for (const [prefix, template, expected] of [
    ['', '/', '/'],
    ['', '/users', '/users'],
    ['/api', '/', '/api'],
    ['/api', '/users', '/api/users'],
    ['/api', '//users', '/api/users'],
    ['', '/^\\//', '/^\\//'],
  ] as const) {
    it(`'${prefix}' and '${template}' are '${expected}'`, () => assert.equal(joinRoute(prefix, template), expected));
  }
});
