import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';

// Below those that systems give to connections and to `listen(0)`: between the look and the server's start, another test
// may get one of those.
const FIRST = 10_240;
const LAST = 32_000;

/** As many different ports of 127.0.0.1 on which nobody listens, for servers that have to be told theirs. */
export async function freePorts(count: number): Promise<number[]> {
  const servers: Server[] = [];
  while (servers.length < count) {
    const server = createServer().listen(FIRST + Math.floor(Math.random() * (LAST - FIRST)), '127.0.0.1');
    try {
      await once(server, 'listening');
      servers.push(server);
    } catch {
      // Taken.
    }
  }
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}
