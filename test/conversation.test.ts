import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { generate } from 'selfsigned';
import { startCollector } from './support/collector.ts';
import { fixture, startProgram } from './support/program.ts';
import { connect, type RawClient, type RawTarget } from './support/raw-client.ts';

/** What is said on a connection; resolves when it is over. The transcript is all that came. */
type Talk = (client: RawClient) => Promise<void>;

const end = (client: RawClient): Promise<void> => client.closed().then(() => {});
const get = (path: string, more = ''): string => `GET ${path} HTTP/1.1\r\nHost: host\r\n${more}\r\n`;
const close = 'Connection: close\r\n';
const tenMegabytes = Buffer.alloc(10 << 20, '0123456789abcdef');

const talks: Record<string, Talk> = {
  async 'keep-alive'(client) {
    for (const path of ['/hello?1', '/chunks?1', '/raw-headers', '/empty', '/not-modified', '/nowhere']) {
      client.write(get(path));
      await client.receive(/\r\n\r\n/);
      if (path === '/hello?1') await client.receive(/hello GET\n/);
      if (path === '/chunks?1') await client.receive(/X-Sum: 42\r\n\r\n/);
      if (path === '/raw-headers') await client.receive(/raw/);
    }
    client.write(get('/hello?2', close));
    await end(client);
  },
  async 'pipelined requests are answered in order'(client) {
    client.write(
      get('/slow?p1') +
        get('/hello?p2') +
        get('/chunks?p3') +
        get('/slow?p4') +
        get('/big?p5') +
        get('/hello?p6', close),
    );
    await end(client);
  },
  async 'HTTP/1.0'(client) {
    client.write('GET /hello?v1 HTTP/1.0\r\n\r\n');
    await end(client);
  },
  async 'HTTP/1.0 with keep-alive'(client) {
    client.write('GET /hello?v2 HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    await client.receive(/hello GET\n/);
    client.write('GET /chunks?v3 HTTP/1.0\r\n\r\n');
    await end(client);
  },
  async 'HEAD, OPTIONS, an absolute target and a method of its own'(client) {
    client.write('HEAD /hello?m1 HTTP/1.1\r\nHost: host\r\n\r\n');
    await client.receive(/\r\n\r\n/);
    client.write('OPTIONS * HTTP/1.1\r\nHost: host\r\n\r\n');
    await client.receive(/\r\n\r\n/);
    client.write('GET http://host/hello?m2 HTTP/1.1\r\nHost: host\r\n\r\n');
    await client.receive(/hello GET\n/);
    client.write(`PURGE /hello?m3 HTTP/1.1\r\nHost: host\r\n${close}\r\n`);
    await end(client);
  },
  async 'Expect: 100-continue'(client) {
    client.write(`POST /echo?e1 HTTP/1.1\r\nHost: host\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n`);
    await client.receive(/100 Continue\r\n\r\n/);
    client.write('hello');
    await client.receive(/hello/);
    client.write(`POST /refused HTTP/1.1\r\nHost: host\r\nContent-Length: 5\r\nExpect: 100-continue\r\n${close}\r\n`);
    await end(client);
  },
  async 'Expect: something else'(client) {
    client.write(get('/hello?e2', `Expect: miracles\r\n${close}`));
    await end(client);
  },
  async '1xx answers'(client) {
    client.write(get('/hints', close));
    await end(client);
  },
  async 'repeated and empty headers'(client) {
    client.write(get('/hello?h1', `X: 1\r\nX: 2\r\nCookie: a\r\nCookie: b\r\nEmpty:\r\nUser-Agent: \r\n${close}`));
    await end(client);
  },
  async 'trace context of a caller'(client) {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    client.write(get('/hello?t1', `traceparent: ${traceparent}\r\ntracestate: a=1\r\nbaggage: k=v\r\n${close}`));
    await end(client);
  },
  async '10 MB both ways, chunked'(client) {
    client.write('POST /echo?c1 HTTP/1.1\r\nHost: host\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n');
    client.write(`${tenMegabytes.length.toString(16)}\r\n`);
    client.write(tenMegabytes);
    client.write('\r\n0\r\n\r\n');
    await end(client);
  },
  async '10 MB both ways, with their length'(client) {
    client.write(`POST /echo?c2 HTTP/1.1\r\nHost: host\r\nContent-Length: ${tenMegabytes.length}\r\n${close}\r\n`);
    client.write(tenMegabytes);
    await end(client);
  },
  async 'a client that sends and reads slowly'(client) {
    client.write('POST /read?s1 HTTP/1.1\r\nHost: host\r\nContent-Length: 40\r\n\r\n');
    for (let part = 0; part < 4; part++) {
      client.write('0123456789');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    await client.receive(/40 bytes/);
    client.write(get('/big?s2', close));
    client.socket.pause();
    await new Promise((resolve) => setTimeout(resolve, 100));
    client.socket.resume();
    await end(client);
  },
  async 'a body that nobody reads'(client) {
    client.write('POST /ignore-body HTTP/1.1\r\nHost: host\r\nContent-Length: 100000\r\n\r\n');
    client.write(Buffer.alloc(100_000, 'y'));
    await client.receive(/not read/);
    client.write(get('/hello?b1', close));
    await end(client);
  },
  async 'errors that the handler catches'(client) {
    client.write(get('/errors', close));
    await end(client);
  },
  async 'a response that is cut off'(client) {
    client.write(get('/cut'));
    await end(client);
  },
  async 'a client that goes away while it sends'(client) {
    client.write('POST /read?a1 HTTP/1.1\r\nHost: host\r\nContent-Length: 1000\r\n\r\nonly this');
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.socket.destroy();
    await once(client.socket, 'close');
  },
  async 'a client that goes away before the answer'(client) {
    client.write(get('/unanswered'));
    await client.receive(/102 Processing\r\n\r\n/);
    client.socket.end();
    await end(client);
  },
  async 'a request line that is none'(client) {
    client.write('HELLO\r\n\r\n');
    await end(client);
  },
  async 'headers that are too large'(client) {
    client.write(get('/hello?l1', `X: ${'x'.repeat(5000)}\r\n`));
    await end(client);
  },
  async 'headers that never end'(client) {
    client.write('GET /hello?l2 HTTP/1.1\r\nHost: host\r\n');
    await end(client);
  },
  async upgrade(client) {
    client.write(get('/upgraded', 'Upgrade: echo\r\nConnection: Upgrade\r\n'));
    await client.receive(/\r\n\r\n/);
    client.write('ping');
    await client.receive(/ping/);
    client.socket.end();
    await end(client);
  },
  async CONNECT(client) {
    client.write('CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere:443\r\n\r\n');
    await end(client);
  },
};

/** 100 connections at once, three requests each: what each of them got. */
async function inParallel(target: RawTarget): Promise<string[]> {
  return Promise.all(
    Array.from({ length: 100 }, async (_, index) => {
      const client = await connect(target);
      for (let turn = 0; turn < 3; turn++) {
        client.write(get(`/hello?k${index}.${turn}`));
        await client.receive(/hello GET\n/);
      }
      client.write(get(`/chunks?k${index}`, close));
      return client.closed();
    }),
  );
}

interface Transcript {
  readonly talks: Record<string, string>;
  readonly parallel: readonly string[];
  /** What the handlers saw, by URL. */
  readonly seen: Record<string, readonly string[]>;
  readonly stderr: string;
}

describe('a server answers byte for byte as without the preload', { concurrency: 2 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-conversation-'));
  after(() => rmSync(folder, { recursive: true }));

  before(async () => {
    const { private: key, cert } = await generate([{ name: 'commonName', value: '127.0.0.1' }]);
    writeFileSync(join(folder, 'key.pem'), key);
    writeFileSync(join(folder, 'cert.pem'), cert);
  });

  async function record(scheme: 'http' | 'https', env: Record<string, string> | undefined): Promise<Transcript> {
    const collector = await startCollector();
    const program = startProgram(fixture('conversation.cjs'), {
      preload: env === undefined ? 'none' : '--require',
      args: [scheme, join(folder, 'key.pem'), join(folder, 'cert.pem')],
      env: { ...env, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
    await program.printed(' \n');
    const target = { port: Number(/port (\d+)/.exec(program.stdout())![1]), isTls: scheme === 'https' };
    const spoken: Record<string, string> = {};
    for (const [name, talk] of Object.entries(talks)) {
      const client = await connect(target);
      await talk(client);
      spoken[name] = client.received();
      client.socket.destroy();
    }
    const parallel = await inParallel(target);
    program.child.kill('SIGTERM');
    const { stdout, stderr, code } = await program.ended;
    await collector.close();
    assert.equal(code, 0);
    if (env !== undefined) {
      const servers = collector.spans.filter(({ kind }) => kind === 'SERVER');
      assert.ok(servers.length >= 430, `${servers.length} spans of requests`);
    }
    return { talks: spoken, parallel, seen: JSON.parse(stdout.split('\n')[1]!), stderr };
  }

  for (const scheme of ['http', 'https'] as const) {
    it(scheme, async () => {
      const bare = await record(scheme, undefined);
      const ours = await record(scheme, {});
      for (const name of Object.keys(talks)) assert.equal(ours.talks[name], bare.talks[name], name);
      assert.deepEqual(ours, bare);
    });
  }
});
