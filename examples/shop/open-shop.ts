import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ReceivedBatch, startReceiver } from '@spanwise/cli';
import { shopEnvironment } from './environment.ts';
import { type ProgramName, type Shop, startShop } from './launch.ts';
import { makeTraffic, type Traffic, type TrafficOptions } from './traffic.ts';

export interface DemoOptions {
  seed: number;
  /** Ends the demo in order. */
  stop: AbortSignal;
  /** Ends every program at once. */
  forced: AbortSignal;
}

export interface OpenShop {
  shop: Shop;
  logFolder: string;
  /** The file that the services write their costs to. */
  ledger: string;
  /** Sends the seed's requests until all are answered or the demo is to stop; rejects when a program ends by itself. */
  send(options: Pick<TrafficOptions, 'requests' | 'pause'>): Promise<Traffic>;
  /** Stops the programs, then the receiver; resolves with a line for each program that did not end well. */
  close(): Promise<string[]>;
}

/** Starts a receiver and the shop, whose services run under the preload and send there all they have to tell. */
export async function openShop(
  { seed, stop, forced }: DemoOptions,
  onBatch: (batch: ReceivedBatch) => void,
  onReady?: (name: ProgramName) => void,
): Promise<OpenShop> {
  const preload = findPreload();
  const receiver = await startReceiver({ onBatch });
  const logFolder = mkdtempSync(join(tmpdir(), 'spanwise-shop-'));
  try {
    const ledger = join(logFolder, 'costs.jsonl');
    const environment = shopEnvironment(receiver.url, process.env, ledger);
    const shop = await startShop({ logFolder, preload, environment, onReady, stop, forced });
    const send: OpenShop['send'] = async (how) => {
      const failure = new AbortController();
      const signal = AbortSignal.any([stop, failure.signal]);
      const traffic = makeTraffic({ gateway: shop.urls.gateway, seed, ...how, signal });
      return await Promise.race([traffic, shop.failed]).finally(() => failure.abort());
    };
    const close = async () => {
      const problems = await shop.stop();
      await receiver.close();
      return problems;
    };
    return { shop, logFolder, ledger, send, close };
  } catch (error) {
    await receiver.close();
    throw error;
  }
}

function findPreload(): string {
  try {
    return createRequire(import.meta.url).resolve('@spanwise/register');
  } catch {
    throw new Error('@spanwise/register is not built: run pnpm build first, or pnpm demo, which does');
  }
}
