import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createBody } from './bodies.ts';

/**
 * Sends bodies over OTLP/HTTP, each lane the next one when it has its answer and `mayGo` says so; stop() ends it.
 * Without `mayGo` a queue takes more than its other end delivers, for as long as it has room.
 */
export function startLoad(url: string, lanes: number, mayGo: () => boolean): { stop(): Promise<void> } {
  const agent = new Agent({ keepAlive: true, maxSockets: lanes });
  let running = true;
  async function lane(): Promise<void> {
    const body = createBody();
    while (running) {
      while (running && !mayGo()) await sleep(10);
      body.renew();
      // Refused (503) is the collector's way to say slower.
      while (running && (await post(agent, `${url}/v1/traces`, body.bytes)) !== 200) await sleep(20);
    }
  }
  const sending = Promise.all(Array.from({ length: lanes }, lane));
  return {
    async stop() {
      running = false;
      await sending;
      agent.destroy();
    },
  };
}

function post(agent: Agent, url: string, body: Buffer): Promise<number> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/x-protobuf', 'content-length': body.length };
    request(url, { agent, method: 'POST', headers }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode!));
    })
      .on('error', reject)
      .end(body);
  });
}

/** A backend that costs as little as one can: takes every request and looks at nothing. */
export async function startSink(): Promise<{ url: string; close(): void }> {
  const server = createServer((message, response) => {
    message.resume();
    message.on('end', () => response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
