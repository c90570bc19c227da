import { parseArgs } from 'node:util';
import { demoLive } from './live.ts';
import { demoOnce } from './once.ts';

const usage = `Usage: pnpm demo [options]

Starts a small shop under the preload, sends it requests and shows the traces that come out, until Ctrl-C.

  --once          a bounded run: shows one trace and a summary, exits with 0, or with 1 when something is missing
  --json          with --once: print the summary as JSON, and only that
  --requests <n>  with --once: how many requests to send (default 60)
  --seed <n>      which requests: equal seeds send equal requests (default 1)
  --help          print this
`;

process.exitCode = await main(process.argv.slice(2));

async function main(argv: string[]): Promise<number> {
  let values: ReturnType<typeof parse>;
  try {
    values = parse(argv);
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const { stop, forced } = onInterrupt();
  try {
    return values.once ? await demoOnce({ ...values, stop, forced }) : await demoLive({ ...values, stop, forced });
  } catch (error) {
    if (stop.aborted) return 130;
    console.error((error as Error).message);
    return 1;
  }
}

function parse(args: string[]): { once: boolean; json: boolean; help: boolean; requests: number; seed: number } {
  const { values } = parseArgs({
    args,
    options: {
      once: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
      requests: { type: 'string', default: '60' },
      seed: { type: 'string', default: '1' },
    },
  });
  if (values.json && !values.once) throw new Error('--json: works only with --once');
  return { ...values, requests: wholeNumber('requests', values.requests), seed: wholeNumber('seed', values.seed) };
}

function wholeNumber(option: string, text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number > 0 && number < 2 ** 32) return number;
  throw new Error(`--${option}: got '${text}', expected a whole number from 1 on`);
}

/**
 * The first Ctrl-C stops in order; one that comes a second or more later, by someone who will not wait, ends at once.
 * Sooner ones are the same Ctrl-C, passed on by the package manager as well as by the terminal.
 */
function onInterrupt(): { stop: AbortSignal; forced: AbortSignal } {
  const stop = new AbortController();
  const forced = new AbortController();
  let first = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      first ||= performance.now();
      stop.abort();
      if (performance.now() - first > 1000) {
        forced.abort();
        process.exit(130);
      }
    });
  }
  return { stop: stop.signal, forced: forced.signal };
}
