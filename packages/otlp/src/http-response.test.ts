import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createResponseReader, type HttpResponse } from './http-response.ts';

const MAX = 1000;

interface Row {
  readonly name: string;
  readonly bytes: string;
  /** The connection is closed after them. */
  readonly isClosed?: boolean;
  readonly status?: number;
  readonly reason?: string;
  readonly body?: string;
  readonly isReusable?: boolean;
  /** Nothing yet: more has to come. */
  readonly isUnfinished?: boolean;
  readonly error?: RegExp;
}

const long = 'x'.repeat(MAX + 1);

const rows: readonly Row[] = [
  { name: 'with its length', bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi', body: 'hi', isReusable: true },
  { name: 'empty', bytes: 'HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n', body: '', isReusable: true },
  {
    name: 'without words after the status',
    bytes: 'HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n',
    reason: '',
    isReusable: true,
  },
  { name: '204 has no body', bytes: 'HTTP/1.1 204 No Content\r\n\r\n', status: 204, body: '', isReusable: true },
  {
    name: '304 has none, whatever its length says',
    bytes: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n',
    status: 304,
    isReusable: true,
  },
  {
    name: 'closed by the server',
    bytes: 'HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n',
    isReusable: false,
  },
  { name: 'HTTP/1.0', bytes: 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n', isReusable: false },
  {
    name: 'HTTP/1.0, kept',
    bytes: 'HTTP/1.0 200 OK\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n\r\n',
    isReusable: true,
  },
  {
    name: 'until the end',
    bytes: 'HTTP/1.1 200 OK\r\n\r\nall of it',
    isClosed: true,
    body: 'all of it',
    isReusable: false,
  },
  { name: 'until the end, which has not come', bytes: 'HTTP/1.1 200 OK\r\n\r\nall of', isUnfinished: true },
  {
    name: 'chunks',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nA;x=y\r\n0123456789\r\n0\r\n\r\n',
    body: 'abc0123456789',
    isReusable: true,
  },
  {
    name: 'chunks with trailers',
    bytes: 'HTTP/1.1 200 OK\r\ntransfer-encoding: gzip, Chunked\r\n\r\n1\r\na\r\n0\r\nX-Sum: 1\r\n\r\n',
    body: 'a',
    isReusable: true,
  },
  {
    name: 'chunks that go on',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab',
    isUnfinished: true,
  },
  {
    name: 'no chunks but chunked',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    body: '',
    isReusable: true,
  },
  {
    name: 'another coding lasts until the end',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc',
    isClosed: true,
    body: '',
    isReusable: false,
  },
  {
    name: 'interim responses before it',
    bytes:
      'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx',
    body: 'x',
    isReusable: true,
  },
  {
    name: 'another protocol',
    bytes: 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n',
    status: 101,
    isReusable: false,
  },
  {
    name: 'more than was asked for',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nxHTTP/1.1 200 OK\r\n\r\n',
    body: 'x',
    isReusable: false,
  },
  {
    name: 'a body that is too long',
    bytes: `HTTP/1.1 503 Busy\r\nContent-Length: ${MAX + 1}\r\n\r\n`,
    status: 503,
    reason: 'Busy',
    body: '',
    isReusable: false,
  },
  {
    name: 'a body that is too long, until the end',
    bytes: `HTTP/1.1 200 OK\r\n\r\n${long}`,
    body: '',
    isReusable: false,
  },
  {
    name: 'chunks that are too long',
    bytes: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${(MAX + 1).toString(16)}\r\n${long}\r\n0\r\n\r\n`,
    body: '',
    isReusable: false,
  },
  {
    name: 'a chunk without an end',
    bytes: `HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffff\r\n${long}${long}`,
    body: '',
    isReusable: false,
  },
  {
    name: 'cut off',
    bytes: 'HTTP/1.1 400 Bad Request\r\nContent-Length: 5\r\n\r\nab',
    isClosed: true,
    status: 400,
    reason: 'Bad Request',
    body: '',
    isReusable: false,
  },
  { name: 'nothing', bytes: '', isClosed: true, isUnfinished: true },
  { name: 'half a header', bytes: 'HTTP/1.1 200 OK\r\nConte', isClosed: true, isUnfinished: true },
  { name: 'HTTP/2', bytes: '\0\0\x12\x04\0\0\0\0\0', error: /^HPE_INVALID_CONSTANT: Parse Error: Expected HTTP/ },
  { name: 'SSH', bytes: 'SSH-2.0-OpenSSH_9.2\r\n', error: /^HPE_INVALID_CONSTANT/ },
  { name: 'a status that is none', bytes: 'HTTP/1.1 OK\r\n\r\n', error: /^HPE_INVALID_CONSTANT/ },
  { name: 'HTTP/2 in words', bytes: 'HTTP/2 200\r\n\r\n', error: /^HPE_INVALID_CONSTANT/ },
  { name: 'a header without name', bytes: 'HTTP/1.1 200 OK\r\n: x\r\n\r\n', error: /^HPE_INVALID_HEADER_TOKEN/ },
  {
    name: 'a length that is none',
    bytes: 'HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\n',
    error: /^HPE_INVALID_CONTENT_LENGTH/,
  },
  {
    name: 'a chunk without size',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n',
    error: /^HPE_INVALID_CHUNK_SIZE/,
  },
  {
    name: 'a chunk that does not end',
    bytes: 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc',
    error: /^HPE_STRICT/,
  },
  { name: 'a header without end', bytes: `HTTP/1.1 200 OK\r\nX: ${'y'.repeat(17_000)}`, error: /^HPE_HEADER_OVERFLOW/ },
];

/** Reads bytes in pieces of a size. */
function read(bytes: string, size: number, isClosed: boolean): HttpResponse | undefined {
  const reader = createResponseReader(MAX);
  const all = Buffer.from(bytes, 'latin1');
  for (let at = 0; at < all.length; at += size) {
    const response = reader.push(all.subarray(at, at + size));
    // What comes after a whole response is for the connection to judge.
    if (response !== undefined) return response;
  }
  return isClosed ? reader.end() : undefined;
}

describe('the response to a request', () => {
  for (const { name, bytes, isClosed = false, status = 200, reason, body, isReusable, isUnfinished, error } of rows) {
    test(name, () => {
      for (const size of [bytes.length + 1, 7, 1]) {
        if (error !== undefined) {
          assert.throws(
            () => read(bytes, size, isClosed),
            ({ code, message }) => error.test(`${code}: ${message}`),
          );
          continue;
        }
        const response = read(bytes, size, isClosed);
        if (isUnfinished) {
          assert.equal(response, undefined);
          continue;
        }
        assert.equal(response?.status, status);
        if (reason !== undefined) assert.equal(response.reason, reason);
        if (body !== undefined) assert.equal(Buffer.from(response.body).toString('latin1'), body);
        // In pieces, what is too much comes only when the response is whole.
        if (size > bytes.length) assert.equal(response.isReusable, isReusable);
      }
    });
  }

  test('headers by their names in lower case, joined where they come again', () => {
    const { headers } = read(
      'HTTP/1.1 429 \r\nRETRY-AFTER:  3 \r\nA: 1\r\na: 2\r\nContent-Length: 0\r\n\r\n',
      5,
      false,
    )!;
    assert.deepEqual(
      [...headers],
      [
        ['retry-after', '3'],
        ['a', '1, 2'],
        ['content-length', '0'],
      ],
    );
  });

  test('random bytes are an error or unfinished, never a response', () => {
    for (let turn = 0; turn < 2000; turn++) {
      const noise = Array.from({ length: turn % 40 }, () => String.fromCharCode(Math.random() * 256)).join('');
      try {
        assert.equal(read(noise, 3, true), undefined);
      } catch (error) {
        assert.match((error as NodeJS.ErrnoException).code!, /^HPE_/);
      }
    }
  });
});
