import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startShop } from './launch.ts';

const logFolder = mkdtempSync(join(tmpdir(), 'shop-'));
const stop = new AbortController();
const asked = new Promise<void>((resolve) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    // Not once: a terminal and a package manager may both pass on the same Ctrl-C.
    process.on(signal, () => {
      stop.abort();
      resolve();
    });
  }
});

try {
  const shop = await startShop({ logFolder, port: Number(process.env.PORT ?? 8080), stop: stop.signal });
  console.log(`The shop is open: ${shop.urls.gateway}\nLogs: ${logFolder}\nCtrl-C closes it.`);
  await Promise.race([asked, shop.failed]).catch((error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  });
  for (const problem of await shop.stop()) console.error(problem);
} catch (error) {
  if (!stop.signal.aborted) {
    console.error((error as Error).message);
    process.exitCode = 1;
  }
}
