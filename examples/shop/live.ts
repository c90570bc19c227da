import { createTraceAssembler } from '@spanwise/cli';
import { createGathering, gather } from './gather.ts';
import { type DemoOptions, openShop } from './open-shop.ts';
import { invitation, opening, readyLine, summaryTable, traceLines } from './page.ts';

/** Milliseconds from one request to the next: slow enough to read a trace before the next one comes. */
const pause = 2000;

/**
 * Opens the shop, sends it a request every two seconds and prints each trace, until `stop`.
 * Resolves with the exit code: 0 when everything ended in order, or 1 after a line for each thing that did not.
 */
export async function demoLive(options: DemoOptions): Promise<number> {
  const gathering = createGathering();
  const assembler = createTraceAssembler({
    onTrace: (trace) => console.log(`${traceLines(trace)}\n`),
    onLog: () => {},
  });
  console.log(opening());
  const open = await openShop(
    options,
    (batch) => {
      gather(gathering, batch);
      assembler.add(batch);
    },
    (name) => console.log(readyLine(name)),
  );
  console.log(invitation(open.shop.urls.gateway, open.logFolder));

  const problems: string[] = [];
  try {
    await open.send({ pause });
  } catch (error) {
    problems.push((error as Error).message);
  }
  problems.push(...(await open.close()));
  assembler.flush();
  console.log(`\n${summaryTable(gathering)}`);
  for (const problem of problems) console.error(problem);
  return problems.length > 0 ? 1 : 0;
}
