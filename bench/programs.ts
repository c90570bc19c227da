/** The programs whose start is measured, by file, as the page names them. */
export const startPrograms: Readonly<Record<string, string>> = {
  'empty.cjs': 'empty program',
  'http.cjs': '`node:http` server, no library',
  'express.cjs': 'express 5',
  'fastify.cjs': 'fastify 5',
  'express.mjs': 'express 5, ES module',
  'twenty.cjs': 'express 5 and nineteen more dependencies',
};

/** A program of `bench/programs` under load. */
export interface LoadCase {
  readonly file: string;
  /** As the page has it. */
  readonly title: string;
  /** What is asked for. */
  readonly path: string;
  /** Calls to another service that a request makes, each a client span. */
  readonly calls: number;
}

/** The programs that are put under load. */
export const loadCases: readonly LoadCase[] = [
  { file: 'http.cjs', title: '`node:http`', path: '/', calls: 0 },
  { file: 'express.cjs', title: 'express 5', path: '/users/42', calls: 0 },
  { file: 'fastify.cjs', title: 'fastify 5', path: '/users/42', calls: 0 },
  { file: 'fan-out.cjs', title: '`node:http` that asks three times with undici', path: '/', calls: 3 },
];
