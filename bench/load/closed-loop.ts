import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { installed } from '../installed.ts';

/** What the side of the clients saw. Latencies in milliseconds. */
export interface Traffic {
  readonly requestsPerSecond: number;
  readonly p50: number;
  readonly p99: number;
  /** Answers that were no 200, and requests without answer. */
  readonly failures: number;
}

const CONNECTIONS = 64;

/** Sends as fast as answers come back over so many connections, without pipelining, by autocannon. */
export async function closedLoop(url: string, seconds: number): Promise<Traffic> {
  const file = join(installed('load/generators'), 'node_modules/autocannon/autocannon.js');
  const args = [file, '--json', '--connections', String(CONNECTIONS), '--duration', String(seconds), url];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { requests, latency, errors, timeouts, non2xx } = JSON.parse(stdout);
  return {
    requestsPerSecond: requests.average,
    p50: latency.p50,
    p99: latency.p99,
    failures: errors + timeouts + non2xx,
  };
}
