import assert from 'node:assert/strict';
import { AsyncLocalStorage, AsyncResource, createHook } from 'node:async_hooks';
import { EventEmitter, once } from 'node:events';
import { readFile } from 'node:fs';
import { createServer, request as httpRequest, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PassThrough, pipeline, Readable } from 'node:stream';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { gzip } from 'node:zlib';
import { createContextKey } from '@opentelemetry/api';
import { ROOT, type SlotContext } from './context.ts';
import { createContextManager, RESOURCE } from './context-manager.ts';
import { patchEmit } from './emitter.ts';

const key = createContextKey('test');
const manager = createContextManager();
const context = (name: string): SlotContext => ROOT.setValue(key, name);
const active = (): unknown => manager.active().getValue(key);

describe('with', () => {
  it('enters and comes back', () => {
    assert.equal(manager.active(), ROOT);
    const seen = manager.with(context('a'), () => [active(), manager.with(context('b'), active), active()]);
    assert.deepEqual(seen, ['a', 'b', 'a']);
    assert.equal(manager.active(), ROOT);
  });

  it('comes back from a throw', () => {
    assert.throws(() => manager.with(context('a'), () => assert.fail('thrown')), /thrown/);
    assert.equal(active(), undefined);
  });

  it('hands over this, arguments and the result', () => {
    function sum(this: { base: number }, a: number, b: number): number {
      return this.base + a + b;
    }
    assert.equal(manager.with(context('a'), sum, { base: 1 }, 2, 3), 6);
    const same = context('a');
    assert.equal(
      manager.with(same, () => manager.with(same, sum, { base: 1 }, 2, 3)),
      6,
    );
  });

  it("leaves another storage's value alone, inside and after", () => {
    const other = new AsyncLocalStorage<number>();
    const seen = other.run(1, () => [
      manager.with(context('a'), () => [other.getStore(), other.run(2, () => [active(), other.getStore()]), active()]),
      other.getStore(),
      active(),
    ]);
    assert.deepEqual(seen, [[1, ['a', 2], 'a'], 1, undefined]);
  });

  const programs: Record<string, (run: (fn: () => void) => void, see: (where: string) => void) => void> = {
    'entered inside': (run, see) => {
      run(() => other.enterWith(1));
      see('after');
    },
    'entered before and again inside': (run, see) => {
      other.enterWith(1);
      run(() => {
        see('inside');
        other.enterWith(2);
        run(() => see('nested'));
      });
      see('after');
    },
    'entered in a nested one': (run, see) => {
      run(() => {
        run(() => other.enterWith(1));
        see('between');
        other.enterWith(2);
      });
      see('after');
    },
    'entered before a throw': (run, see) => {
      assert.throws(() =>
        run(() => {
          other.enterWith(1);
          throw new Error('thrown');
        }),
      );
      see('after');
    },
    'entered around': (run, see) => {
      other.run(1, () => {
        run(() => see('inside'));
        see('after');
      });
      see('outside');
    },
    'disabled inside': (run, see) => {
      other.enterWith(1);
      run(() => {
        other.disable();
        see('inside');
      });
      see('after');
    },
  };
  const other = new AsyncLocalStorage<number>();
  for (const [what, program] of Object.entries(programs)) {
    it(`leaves another storage as AsyncLocalStorage.run does: ${what}`, () => {
      const trace = (run: (fn: () => void) => void): unknown[] => {
        const seen: unknown[] = [];
        // A scope of its own, so that what is entered ends with it.
        new AsyncResource('test').runInAsyncScope(() => program(run, (where) => seen.push([where, other.getStore()])));
        return seen;
      };
      const reference = new AsyncLocalStorage<number>();
      const expected = trace((fn) => reference.run(1, fn));
      assert.ok(expected.length > 0);
      assert.deepEqual(
        trace((fn) => manager.with(context('a'), fn)),
        expected,
      );
    });
  }

  it('leaves nothing of its own where it was made', () => {
    // Node.js's frames are maps that do not inherit from Map.
    const storagesIn = (resource: AsyncResource): unknown[] =>
      Object.getOwnPropertySymbols(resource)
        .map((symbol) => (resource as unknown as Record<symbol, { size?: number } | undefined>)[symbol]?.size)
        .filter((size) => size !== undefined);
    new AsyncResource('test').runInAsyncScope(() => {
      const before = storagesIn(new AsyncResource('before'));
      createContextManager();
      assert.deepEqual(storagesIn(new AsyncResource('after')), before);
    });
  });

  it("keeps a second context manager's context", () => {
    const second = createContextManager();
    second.with(context('other'), () =>
      manager.with(context('a'), () => {
        assert.equal(active(), 'a');
        assert.equal(second.active().getValue(key), 'other');
      }),
    );
  });

  it('what starts inside keeps the context and what starts after does not', async () => {
    const inside: Promise<unknown>[] = [];
    manager.with(context('a'), () => {
      inside.push(sleep(1).then(active));
      manager.with(context('b'), () => inside.push(sleep(1).then(active)));
      inside.push(Promise.resolve().then(active));
    });
    const after = sleep(1).then(active);
    assert.deepEqual(await Promise.all([...inside, after]), ['a', 'b', 'a', undefined]);
  });
});

it('ends every resource that async_hooks hears of', async () => {
  const alive = new Set<number>();
  const hook = createHook({
    init: (id, type) => type === RESOURCE && alive.add(id),
    destroy: (id) => alive.delete(id),
  }).enable();
  for (let count = 0; count < 100; count++) manager.with(context('a'), active);
  assert.throws(() => manager.with(context('a'), () => assert.fail('thrown')), /thrown/);
  await sleep(1);
  hook.disable();
  assert.equal(alive.size, 0);
});

describe('async patterns', () => {
  type Done = (value: unknown) => void;
  const patterns: Record<string, (done: Done) => unknown> = {
    await: async (done) => {
      await null;
      done(active());
    },
    setTimeout: (done) => setTimeout(() => done(active()), 1),
    setImmediate: (done) => setImmediate(() => done(active())),
    nextTick: (done) => process.nextTick(() => done(active())),
    queueMicrotask: (done) => queueMicrotask(() => done(active())),
    'native callback: fs': (done) => readFile('/dev/null', () => done(active())),
    'native callback: zlib': (done) => gzip('x', () => done(active())),
    AsyncResource: (done) => {
      const resource = new AsyncResource('test');
      manager.with(context('elsewhere'), () => resource.runInAsyncScope(() => done(active())));
    },
    'async generator': async (done) => {
      async function* values(): AsyncGenerator<unknown> {
        await null;
        yield active();
      }
      for await (const value of values()) done(value);
    },
    stream: (done) => {
      const through = new PassThrough();
      through.on('data', () => {});
      pipeline(Readable.from(['x']), through, () => done(active()));
    },
    MessageChannel: (done) => {
      const { port1, port2 } = new MessageChannel();
      const bound = manager.bind(manager.active(), () => {
        port1.close();
        done(active());
      });
      port1.on('message', bound);
      port2.postMessage(1);
    },
  };
  for (const [name, pattern] of Object.entries(patterns)) {
    it(name, async () => {
      const seen = await new Promise((resolve) => manager.with(context(name), pattern, undefined, resolve));
      assert.equal(seen, name);
      assert.equal(active(), undefined);
    });
  }
});

describe('bind', () => {
  it('functions keep this, arguments and length', () => {
    const bound = manager.bind(context('a'), function (this: unknown, x: number, y: number) {
      return [this, x, y, active()];
    });
    assert.equal(bound.length, 2);
    const self = {};
    assert.deepEqual(bound.call(self, 1, 2), [self, 1, 2, 'a']);
  });

  it('emitters call their listeners in the context', () => {
    const emitter = new EventEmitter();
    const seen: unknown[] = [];
    const listener = (): number => seen.push(active());
    emitter.on('x', listener);
    assert.equal(manager.bind(context('a'), emitter), emitter);
    manager.bind(context('second'), emitter);
    emitter.once('x', listener);
    manager.with(context('b'), () => emitter.emit('x'));
    emitter.off('x', listener);
    assert.equal(emitter.emit('x'), false);
    assert.deepEqual(seen, ['a', 'a']);
    assert.deepEqual(Object.keys(emitter), Object.keys(new EventEmitter()));
  });

  it('other things come back as they are', () => {
    const thing = {};
    assert.equal(manager.bind(context('a'), thing), thing);
  });
});

describe('attach and enter', () => {
  it('attach lasts until its token is disposed of, once', () => {
    const token = manager.attach(context('a'));
    assert.equal(active(), 'a');
    token.dispose();
    assert.equal(active(), undefined);
    manager.with(context('b'), () => {
      token.dispose();
      assert.equal(active(), 'b');
    });
  });

  it('enter lasts for what follows', async () => {
    await manager.with(context('outer'), async () => {
      manager.enter(context('a'));
      await null;
      assert.equal(active(), 'a');
    });
    assert.equal(active(), undefined);
  });
});

it('a patched prototype serves requests and responses without touching others', async (t) => {
  patchEmit(IncomingMessage.prototype, manager);
  patchEmit(IncomingMessage.prototype, manager);
  patchEmit(ServerResponse.prototype, manager);
  const seen: unknown[] = [];
  const server = createServer((request, response) => {
    const bound = context('request');
    manager.bind(bound, request);
    manager.bind(bound, response);
    assert.equal(Object.hasOwn(request, 'emit'), false);
    manager.with(bound, () => {
      request.on('data', () => seen.push(active()));
      request.on('end', () => seen.push(active()));
      response.on('finish', () => seen.push(active()));
    });
    request.on('end', () => response.end('ok'));
    response.on('close', () => seen.push(active()));
  }).listen(0);
  t.after(() => server.close());
  await once(server, 'listening');
  const request = httpRequest({ port: (server.address() as AddressInfo).port, method: 'POST' });
  request.end('body');
  const [response] = await once(request, 'response');
  response.resume();
  await once(response, 'end');
  server.close();
  await once(server, 'close');
  assert.deepEqual(seen, ['request', 'request', 'request', 'request']);
  assert.equal(active(), undefined);
});
