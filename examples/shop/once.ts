import { rmSync } from 'node:fs';
import { type AssembledTrace, createTraceAssembler } from '@spanwise/cli';
import { readCost } from './cost.ts';
import { expectedOf, problemsOf } from './expectations.ts';
import { createGathering, gather, representative } from './gather.ts';
import { type ProgramName, tracedServices } from './launch.ts';
import { type DemoOptions, openShop } from './open-shop.ts';
import { onceJson, onceReport, opening, readyLine, trafficLine } from './page.ts';
import { describeAnswer, type Traffic } from './traffic.ts';

export interface OnceOptions extends DemoOptions {
  json: boolean;
  requests: number;
}

/**
 * Opens the shop, sends the requests, closes the shop, and shows what arrived.
 * Resolves with the exit code: 0, or 1 after one line on stderr for each thing that is not as it should be.
 */
export async function demoOnce(options: OnceOptions): Promise<number> {
  const say = options.json ? () => {} : console.log;
  const gathering = createGathering();
  const traces: AssembledTrace[] = [];
  // Nothing is in a hurry: the traces are taken out when all has arrived.
  const assembler = createTraceAssembler({
    onTrace: (trace) => traces.push(trace),
    onLog: () => {},
    quietTime: Number.POSITIVE_INFINITY,
  });
  say(opening());
  const open = await openShop(
    options,
    (batch) => {
      gather(gathering, batch);
      assembler.add(batch);
    },
    (name: ProgramName) => say(readyLine(name)),
  );
  let traffic: Traffic;
  let closing: string[];
  const started = performance.now();
  try {
    traffic = await open.send({ requests: options.requests });
    say(`\n${trafficLine(traffic, (performance.now() - started) / 1000)}\n`);
  } finally {
    // All they have to tell has arrived when they have ended: the preload sees to that.
    closing = await open.close();
  }
  if (options.stop.aborted) return 130;

  assembler.flush();
  const shown = representative(traces, tracedServices);
  const cost = readCost(open.ledger);
  if (options.json) console.log(onceJson(gathering, cost));
  else say(onceReport(gathering, shown, cost));
  const problems = [
    ...traffic.surprises.map((answer) => `expected ${answer.request.expected}: ${describeAnswer(answer)}`),
    ...problemsOf({ gathering, traffic, crossing: shown !== undefined }, expectedOf(process.env), tracedServices),
    ...closing,
  ];
  for (const problem of problems) console.error(problem);
  // Who reads JSON reads no log files, unless something went wrong.
  if (options.json && problems.length === 0) rmSync(open.logFolder, { recursive: true, force: true });
  else (options.json ? console.error : console.log)(`Logs of the programs: ${open.logFolder}`);
  return problems.length > 0 ? 1 : 0;
}
