import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cache } from '../installed.ts';
import { has } from '../machine.ts';
import type { Traffic } from './closed-loop.ts';

const VERSION = 'v12.13.0';
const binary = join(cache, `vegeta-${VERSION}`, 'vegeta');

/** Builds vegeta into the cache, once. Tells whether it is there: without Go it cannot be. */
export function installVegeta(): boolean {
  if (existsSync(binary)) return true;
  if (!has('go')) return false;
  const folder = join(cache, `vegeta-${VERSION}`);
  mkdirSync(folder, { recursive: true });
  console.error(`building vegeta ${VERSION} into ${folder}`);
  execFileSync('go', ['install', `github.com/tsenart/vegeta/v12@${VERSION}`], {
    env: { ...process.env, GOBIN: folder },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return true;
}

/**
 * Sends at an even pace, whether answers come or not, by vegeta; not more than 512 requests at once, so a server that
 * cannot keep the pace gets fewer: `requestsPerSecond` tells how many were sent.
 */
export async function constantPace(url: string, rate: number, seconds: number): Promise<Traffic> {
  const attack = ['attack', `-rate=${rate}/1s`, `-duration=${seconds}s`, '-max-workers=512', '-timeout=10s'];
  const results = await run(attack, Buffer.from(`GET ${url}\n`));
  const report = JSON.parse((await run(['report', '-type=json'], results)).toString());
  const answered = Math.round(report.requests * report.success);
  return {
    requestsPerSecond: report.rate,
    p50: report.latencies['50th'] / 1e6,
    p99: report.latencies['99th'] / 1e6,
    failures: report.requests - answered,
  };
}

async function run(args: readonly string[], input: Buffer): Promise<Buffer> {
  const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  child.stdin.on('error', () => {}).end(input);
  const chunks: Buffer[] = [];
  for await (const chunk of child.stdout) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
