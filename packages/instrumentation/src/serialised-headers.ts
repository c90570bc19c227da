import type { ClientRequest } from 'node:http';

/** What Node.js keeps of a request whose headers are serialised; stable since Node.js 0.x, and read by many libraries. */
interface Serialised {
  _header: string | null;
  outputData: { data: unknown }[];
  outputSize: number;
}

/**
 * Sets headers of a request. Where they were given as an array, or one is `Expect`, Node.js has them serialised before
 * anyone sees the request, and `setHeader` would throw; they are then added to the text, which waits for the socket.
 */
export function setHeaders(request: ClientRequest, headers: Readonly<Record<string, string>>): void {
  const serialised = request as unknown as Serialised;
  const before = serialised._header;
  if (before === null) {
    for (const name of Object.keys(headers)) request.setHeader(name, headers[name]!);
    return;
  }
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const names = Object.keys(headers).join('|');
  // Those that the program itself has set are replaced, as setHeader does.
  const own = new RegExp(`\\r\\n(?:${names}):[^\\r\\n]*(?=\\r\\n)`, 'gi');
  const after = `${before.replaceAll(own, '').slice(0, -2)}${lines.join('')}\r\n`;
  const [first] = serialised.outputData;
  if (typeof first?.data === 'string' && first.data.startsWith(before)) {
    first.data = after + first.data.slice(before.length);
    serialised.outputSize += after.length - before.length;
  } else if (request.headersSent && serialised.outputData.length === 0 && request.socket) {
    // Already on its way.
    return;
  }
  serialised._header = after;
}
