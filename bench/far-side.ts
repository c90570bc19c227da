// What is on the other core, one process: the receiver that the rigs send to, and the clients. Two processes would wait
// for time slices of milliseconds on that core, which is what the latencies would show.
import type { SpanCounts } from './count-spans.ts';
import { makeTraffic, type Traffic, type TrafficOptions } from './load/traffic.ts';
import { startReceiver } from './receiver.ts';

/** What the process is told, and what it answers. */
export type Order = { counts: true } | { traffic: TrafficOptions };
export type Answer = { counts: SpanCounts } | { traffic: Traffic };

const receiver = await startReceiver();
process.on('message', async (order: Order) => {
  const answer: Answer =
    'counts' in order ? { counts: receiver.counts() } : { traffic: await makeTraffic(order.traffic) };
  process.send!(answer);
});
process.on('disconnect', () => process.exit());
process.send!(receiver.port);
