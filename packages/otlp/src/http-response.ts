/** What a server answered. */
export interface HttpResponse {
  readonly status: number;
  /** The words after the status; often none. */
  readonly reason: string;
  /** By their names in lower case; the values of several lines are joined by commas. */
  readonly headers: ReadonlyMap<string, string>;
  /** Empty when it was too long, or cut off. */
  readonly body: Uint8Array;
  /** Whether the connection takes another request. */
  readonly isReusable: boolean;
}

/** Reads the response to one request of an HTTP/1.1 connection. */
export interface ResponseReader {
  /**
   * Takes bytes as they come.
   * @returns the response once it is whole, or its body is too long to be read
   * @throws Error with a `code` that begins with `HPE_`, as those of Node.js's own parser, when it is no such response
   */
  push(bytes: Uint8Array): HttpResponse | undefined;
  /**
   * The connection is closed.
   * @returns the response, whose body may end with the connection or be cut off; undefined when there is none
   */
  end(): HttpResponse | undefined;
  /** Whether anything of a response has come. */
  hasBegun(): boolean;
}

/** Most bytes of a status line with its headers: what Node.js takes. */
const MAX_HEAD_BYTES = 16 * 1024;

interface Head {
  readonly status: number;
  readonly reason: string;
  readonly headers: Map<string, string>;
  /** Whether the server keeps the connection open. */
  readonly isKept: boolean;
}

const NO_BODY = new Uint8Array(0);

/**
 * Makes a reader of the response to a POST: https://www.rfc-editor.org/rfc/rfc9112#section-6.3
 *
 * @param maxBodyBytes of a longer body nothing is kept
 */
export function createResponseReader(maxBodyBytes: number): ResponseReader {
  let bytes: Buffer = Buffer.alloc(0);
  let head: Head | undefined;

  function push(more: Uint8Array): HttpResponse | undefined {
    bytes =
      bytes.length === 0 ? Buffer.from(more.buffer, more.byteOffset, more.byteLength) : Buffer.concat([bytes, more]);
    while (head === undefined) {
      const end = bytes.indexOf('\r\n\r\n');
      if (end < 0) {
        if (bytes.length > MAX_HEAD_BYTES) throw parseError('HEADER_OVERFLOW', 'the header is too large');
        if (!isBeginning(bytes)) throw notHttp();
        return undefined;
      }
      const read = readHead(bytes.toString('latin1', 0, end));
      bytes = bytes.subarray(end + 4);
      // Interim responses come before the one that counts: https://www.rfc-editor.org/rfc/rfc9110#section-15.2
      if (read.status >= 200 || read.status === 101) head = read;
    }
    return withBody(head);
  }

  function withBody(given: Head): HttpResponse | undefined {
    const { status, headers } = given;
    if (status < 200 || status === 204 || status === 304) return response(given, NO_BODY, 0);
    const coding = headers.get('transfer-encoding');
    if (coding !== undefined) {
      if (!/(^|,)\s*chunked\s*$/i.test(coding)) return untilEnd(given);
      const chunks = readChunks(bytes);
      if (chunks !== undefined) return response(given, chunks.body, chunks.end);
      return bytes.length > 2 * maxBodyBytes ? cutOff(given) : undefined;
    }
    const length = headers.get('content-length');
    if (length === undefined) return untilEnd(given);
    if (!/^\d+$/.test(length)) throw parseError('INVALID_CONTENT_LENGTH', 'Content-Length is no number');
    const size = Number(length);
    if (size > maxBodyBytes) return cutOff(given);
    return bytes.length < size ? undefined : response(given, bytes.subarray(0, size), size);
  }

  function untilEnd(given: Head): HttpResponse | undefined {
    return bytes.length > maxBodyBytes ? cutOff(given) : undefined;
  }

  function cutOff(given: Head): HttpResponse {
    return { ...given, body: NO_BODY, isReusable: false };
  }

  /** @param end where the body ends in the bytes that came; nobody asked for what is behind it */
  function response(given: Head, body: Uint8Array, end: number): HttpResponse {
    const isReusable = given.isKept && given.status !== 101 && end === bytes.length;
    return body.length > maxBodyBytes ? cutOff(given) : { ...given, body, isReusable };
  }

  return {
    push,
    end() {
      if (head === undefined) return undefined;
      const isWhole = !head.headers.has('transfer-encoding') && !head.headers.has('content-length');
      return isWhole ? { ...head, body: bytes, isReusable: false } : cutOff(head);
    },
    hasBegun: () => head !== undefined || bytes.length > 0,
  };
}

const START = Buffer.from('HTTP/1.');

function isBeginning(bytes: Buffer): boolean {
  const size = Math.min(bytes.length, START.length);
  return bytes.compare(START, 0, size, 0, size) === 0;
}

function readHead(text: string): Head {
  const [statusLine, ...lines] = text.split('\r\n');
  const parts = /^HTTP\/1\.([01]) (\d{3})(?: (.*))?$/.exec(statusLine!);
  if (parts === null) throw notHttp();
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon <= 0) throw parseError('INVALID_HEADER_TOKEN', 'a header has no name');
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  const connection = headers.get('connection')?.toLowerCase() ?? '';
  const isKept = parts[1] === '1' ? !connection.includes('close') : connection.includes('keep-alive');
  return { status: Number(parts[2]), reason: parts[3] ?? '', headers, isKept };
}

/**
 * Reads a body in chunks: https://www.rfc-editor.org/rfc/rfc9112#section-7.1
 * @returns the body and where it ends; undefined when more has to come
 */
function readChunks(bytes: Buffer): { body: Uint8Array; end: number } | undefined {
  const chunks: Uint8Array[] = [];
  for (let at = 0; ; ) {
    const lineEnd = bytes.indexOf('\r\n', at);
    if (lineEnd < 0) {
      if (bytes.length - at > MAX_HEAD_BYTES) throw parseError('INVALID_CHUNK_SIZE', 'a chunk has no size');
      return undefined;
    }
    const size = /^([\da-f]{1,8})[ \t]*(?:;.*)?$/i.exec(bytes.toString('latin1', at, lineEnd))?.[1];
    if (size === undefined) throw parseError('INVALID_CHUNK_SIZE', 'a chunk has no size');
    const start = lineEnd + 2;
    const length = Number.parseInt(size, 16);
    if (length === 0) {
      // Trailers, if any, end with an empty line as the header does.
      const end = bytes.indexOf('\r\n\r\n', lineEnd);
      return end < 0 ? undefined : { body: Buffer.concat(chunks), end: end + 4 };
    }
    if (bytes.length < start + length + 2) return undefined;
    chunks.push(bytes.subarray(start, start + length));
    at = start + length + 2;
    if (bytes[at - 2] !== 0x0d || bytes[at - 1] !== 0x0a) throw parseError('STRICT', 'a chunk does not end');
  }
}

function notHttp(): Error {
  return parseError('INVALID_CONSTANT', 'Expected HTTP/1.1');
}

function parseError(code: string, message: string): Error {
  return Object.assign(new Error(`Parse Error: ${message}`), { code: `HPE_${code}` });
}
