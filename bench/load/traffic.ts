import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What the side of the clients saw. Latencies in milliseconds. */
export interface Traffic {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers that were no 200, and requests without answer. */
  readonly failures: number;
}

const CONNECTIONS = 64;
const generator = fileURLToPath(new URL('generator.ts', import.meta.url));

/**
 * Asks for a URL over so many connections, without pipelining.
 *
 * @param rate requests a second at an even pace; undefined: as fast as answers come
 */
export async function makeTraffic(url: string, seconds: number, rate?: number): Promise<Traffic> {
  const args = [generator, url, String(CONNECTIONS), String(seconds), ...(rate === undefined ? [] : [String(rate)])];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}
