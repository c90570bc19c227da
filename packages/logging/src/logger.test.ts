import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, describe, it } from 'node:test';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import winston from 'winston';
import { withLogContext } from './context.ts';
import { createLogger, type Logger, type LoggerOptions } from './logger.ts';

const folder = mkdtempSync(join(tmpdir(), 'spanwise-logger-'));
after(() => rmSync(folder, { recursive: true }));

let files = 0;

/** A logger that writes to a file only, and what it has written. */
function logger(options: Partial<LoggerOptions> = {}) {
  const file = join(folder, `${files++}.log`);
  const made = createLogger({ name: 'orders', outputs: [], file, ...options });
  const read = (path = file): Record<string, unknown>[] =>
    readFileSync(path, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  const lines = async (path?: string): Promise<Record<string, unknown>[]> => {
    // A second turn, since this one may have begun before the lines were written.
    await turn();
    await turn();
    return read(path);
  };
  return { logger: made, lines, file };
}

describe('a logger', () => {
  const boom = (): Error => new TypeError('boom', { cause: new Error('why') });
  const error = { 'error.type': 'TypeError', 'error.message': 'boom', 'error.causes': ['Error: why'] };
  const rows: [what: string, write: (logger: Logger) => unknown, expected: object][] = [
    ['a text', (log) => log.info('m'), { log_level: 'INFO', message: 'm' }],
    ['fields', (log) => log.warn('m', { a: 1, tags: ['t'] }), { log_level: 'WARNING', a: 1, tags: ['t'] }],
    ['an error', (log) => log.error(boom()), { log_level: 'ERROR', message: 'boom', ...error }],
    ['a text and an error', (log) => log.error('failed:', boom()), { message: 'failed: boom', ...error }],
    [
      'an error among fields',
      (log) => log.error('failed', { error: boom(), a: 1 }),
      { message: 'failed', a: 1, ...error },
    ],
    ['an error as err', (log) => log.critical('failed', { err: boom() }), { log_level: 'CRITICAL', ...error }],
    [
      'an error of a child',
      (log) => log.child({ a: 1 }).error(boom()),
      { message: 'boom', a: 1, 'error.type': 'TypeError' },
    ],
    ['log with a level', (log) => log.log('warning', 'm', { a: 1 }), { log_level: 'WARNING', a: 1 }],
    ['log with an object', (log) => log.log({ level: 'error', message: 'm', a: 1 }), { log_level: 'ERROR', a: 1 }],
    ['a level that is none', (log) => log.log('verbose', 'm'), { log_level: 'INFO', message: 'm' }],
    ['values in the text', (log) => log.info('%s has %d', 'cart', 3, { a: 1 }), { message: 'cart has 3', a: 1 }],
    ['a child of a child', (log) => log.child({ a: 1 }).child({ b: 2 }).info('m'), { a: 1, b: 2 }],
    ['a category', (log) => log.info('m', { category: 'audit' }), { 'log.category': 'audit' }],
  ];
  for (const [what, write, expected] of rows) {
    it(`takes ${what}`, async () => {
      const { logger: log, lines } = logger();
      write(log);
      const [line] = await lines();
      const got = Object.fromEntries(Object.keys(expected).map((key) => [key, line![key]]));
      assert.deepEqual(got, expected);
    });
  }

  it('lets nothing that it is given reach the call, and goes on', async () => {
    const { logger: log, lines } = logger();
    const throwing = {
      get a(): never {
        throw new Error('no');
      },
    };
    log.info('before', { nested: throwing });
    log.info({ toString: () => assert.fail('no text') } as never);
    log.info('after');
    const [before, after] = await lines();
    assert.deepEqual([before!.message, after!.message], ['before', 'after']);
  });

  it('writes nothing below its level, which can be changed', async () => {
    const { logger: log, lines } = logger({ level: 'warning' });
    log.info('no');
    log.child({}).debug('no');
    log.warn('yes');
    assert.equal(log.isLevelEnabled('info'), false);
    log.level = 'debug';
    log.debug('now');
    assert.deepEqual(
      (await lines()).map(({ message }) => message),
      ['yes', 'now'],
    );
  });

  it('has the transports of winston beside its outputs, and changes no array of the program', async () => {
    const seen: unknown[] = [];
    const stream = new PassThrough().on('data', (chunk) => seen.push(`${chunk}`.trim()));
    const transports = [new winston.transports.Stream({ stream, format: winston.format.simple() })];
    const { logger: log, lines } = logger({ transports });
    log.info('both');
    assert.equal((await lines()).length, 1);
    await wait(20);
    assert.deepEqual(seen, ['info: both']);
    assert.equal(transports.length, 1);
  });

  it('applies formats of winston before a line is made', async () => {
    const transform = winston.format((info) => (info.secret ? false : { ...info, message: `<${info.message}>` }))();
    const { logger: log, lines } = logger({ transform });
    log.info('shown');
    log.info('hidden', { secret: true });
    assert.deepEqual(
      (await lines()).map(({ message }) => message),
      ['<shown>'],
    );
  });

  it('has an output for a category of its own', async () => {
    const audit = join(folder, 'audit.log');
    const { logger: log, lines } = logger({ routes: { audit, access: 'none' } });
    log.info('usual');
    log.info('who changed what', { category: 'audit' });
    log.info('no access', { category: 'access' });
    assert.deepEqual(
      (await lines()).map(({ message }) => message),
      ['usual'],
    );
    assert.deepEqual(
      (await lines(audit)).map(({ message }) => message),
      ['who changed what'],
    );
  });

  it('samples what comes often by key, and never warnings and errors', async () => {
    const { logger: log, lines } = logger({ rate: 2 });
    withLogContext({ correlationId: 'of the first' }, () => log.info('hit'));
    for (let index = 0; index < 10; index++) {
      log.info(`miss ${index}`, { sampleKey: 'miss' });
      log.info('hit');
      log.warn('often');
      log.error('too');
    }
    await wait(1100);
    const all = await lines();
    const count = (of: (message: string) => boolean) => all.filter(({ message }) => of(String(message))).length;
    assert.equal(
      count((message) => message === 'often'),
      10,
    );
    assert.equal(
      count((message) => message === 'too'),
      10,
    );
    const leftOut = all.filter((line) => line['log.left_out'] !== undefined);
    assert.deepEqual(
      leftOut.map((line) => [line['log.left_out'], line.log_level]),
      [
        [9, 'INFO'],
        [8, 'INFO'],
      ],
    );
    assert.equal(
      count((message) => message === 'hit'),
      3,
    );
    assert.ok(leftOut.every((line) => line['correlation.id'] === undefined));
    assert.ok(all.every((line) => !('sampleKey' in line)));
  });

  it('goes on when a slow transport makes winston wait, in the context of each line', async () => {
    const slow = new winston.transports.Stream({ stream: process.stderr, silent: true });
    slow.log = (_info: unknown, next: () => void) => setTimeout(next, 5);
    slow.silent = false;
    const { logger: log, lines } = logger({ transports: [slow] });
    for (let index = 0; index < 60; index++) withLogContext({ correlationId: `c${index}` }, () => log.info(`${index}`));
    await wait(600);
    for (const { message, 'correlation.id': id } of await lines()) assert.equal(id, `c${message}`);
  });
});

describe('the context of lines', () => {
  it('reaches across awaits and timers, inner ones add to outer ones, and it ends where it ends', async () => {
    const { logger: log, lines } = logger();
    await withLogContext({ correlationId: 'c', operation: 'outer', tags: ['a'], fields: { part: 1 } }, async () => {
      await wait(1);
      await withLogContext({ operation: 'inner', tags: ['b'], tenant: 'acme' }, async () => {
        await wait(1);
        log.info('inner');
      });
      log.info('outer');
    });
    log.info('none');
    const [inner, outer, none] = await lines();
    const part = (line: Record<string, unknown>) =>
      ['correlation.id', 'operation.name', 'tags', 'tenant.id', 'part'].map((key) => line[key]);
    assert.deepEqual(part(inner!), ['c', 'inner', ['a', 'b'], 'acme', 1]);
    assert.deepEqual(part(outer!), ['c', 'outer', ['a'], undefined, 1]);
    assert.deepEqual(part(none!), Array(5).fill(undefined));
  });

  it('gives back what the function gives, and lets through what it throws', async () => {
    assert.equal(
      withLogContext({}, () => 5),
      5,
    );
    assert.throws(() => withLogContext({}, () => assert.fail('thrown')), /thrown/);
  });
});
