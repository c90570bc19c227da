// Writes as many lines of 100 bytes as are named to a sink, a turn of the event loop for each hundred, and rests after
// half of them.
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { openSink } from '../src/sink.ts';

const [target, count, maxBytes = '0', maxFiles = '5', restMillis = '0'] = process.argv.slice(2);
const sink = openSink(target!, { maxBytes: Number(maxBytes), maxFiles: Number(maxFiles) });
let longest = 0;
for (let index = 0; index < Number(count); index++) {
  const start = performance.now();
  sink.write(`${String(index).padStart(99, ' ')}\n`);
  longest = Math.max(longest, performance.now() - start);
  if (index % 100 === 99) await turn();
  if (index === Number(count) / 2) await wait(Number(restMillis));
}
process.stderr.write(`longest ${longest}\n`);
