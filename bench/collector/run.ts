import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { zstdCompressSync } from 'node:zlib';
import { collectorVersion, type Otelcol, startOtelcol } from '../../test/backends/servers/collector.ts';
import { createBody, spansPerBody } from './bodies.ts';
import { startLoad, startSink } from './load.ts';
import { type Stage, stages } from './stages.ts';

/** What a gateway with some of its stages did. */
export interface StageResult {
  readonly name: string;
  readonly what: string;
  /** Spans a second that it took, with the generator and the backend on the same cores. */
  readonly spansPerSecond: number;
  /** Processor time of the collector, microseconds a span. */
  readonly microsPerSpan: number;
  /** Cores the collector used. */
  readonly cores: number;
  /** Most memory it had resident, MiB. */
  readonly memoryMiB: number;
}

export interface CollectorReport {
  /** Day of the run, ISO 8601. */
  readonly date: string;
  readonly version: string;
  readonly cpu: string;
  readonly cores: number;
  readonly seconds: number;
  readonly bytesPerSpan: number;
  /** The same compressed with zstd, as between an agent and a gateway. */
  readonly zstdBytesPerSpan: number;
  readonly stages: readonly StageResult[];
}

const lanes = 8;
const warmUpSeconds = 5;
const ticksPerSecond = 100;
/** The queue is kept as short as this, so that what is taken and what is delivered are the same number. */
const queuedBytes = 16_000_000;

interface CollectorOptions {
  /** Only stages whose name contains this. */
  stage: string;
  /** How long each is measured. */
  seconds: number;
  print: (line: string) => void;
}

/** How many spans a second one gateway takes to one OTLP backend, by stage. */
export async function measureCollector({ stage: part, seconds, print }: CollectorOptions): Promise<CollectorReport> {
  const results: StageResult[] = [];
  for (const stage of stages) {
    if (!stage.name.includes(part)) continue;
    const result = await measure(stage, seconds);
    results.push(result);
    print(line(result));
  }
  const body = createBody().bytes;
  return {
    date: new Date().toISOString().slice(0, 10),
    version: collectorVersion,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    seconds,
    bytesPerSpan: Math.round(body.length / spansPerBody),
    zstdBytesPerSpan: Math.round(zstdCompressSync(body).length / spansPerBody),
    stages: results,
  };
}

async function measure(stage: Stage, seconds: number): Promise<StageResult> {
  const sink = await startSink();
  const gateway = await startOtelcol({
    configs: ['gateway.yaml', 'backends/otlp.yaml', `yaml:${stage.overlay}`],
    env: { BACKEND_OTLP_ENDPOINT: sink.url, ...stage.env },
  });
  const queue = watchQueue(gateway);
  const load = startLoad(gateway.url, lanes, () => queue.bytes < queuedBytes);
  try {
    // Until as many traces wait for their decision as later.
    await sleep(1000 * (stage.env.SAMPLING_PERCENTAGE === undefined ? warmUpSeconds : warmUpSeconds + 10));
    const [before, start] = [await taken(gateway), performance.now()];
    const cpuBefore = processorSeconds(gateway);
    await sleep(seconds * 1000);
    const [after, elapsed] = [await taken(gateway), (performance.now() - start) / 1000];
    const cpu = processorSeconds(gateway) - cpuBefore;
    const spans = after - before;
    return {
      name: stage.name,
      what: stage.what,
      spansPerSecond: Math.round(spans / elapsed),
      microsPerSpan: Math.round((cpu * 1e7) / spans) / 10,
      cores: Math.round((cpu * 100) / elapsed) / 100,
      memoryMiB: Math.round(residentKiB(gateway) / 1024),
    };
  } finally {
    await load.stop();
    queue.stop();
    await gateway.stop('SIGKILL');
    sink.close();
  }
}

/** Spans that are through: accepted where a part of them is dropped by sampling, else delivered. */
async function taken(gateway: Otelcol): Promise<number> {
  const decided = await gateway.metric('otelcol_processor_tail_sampling_global_count_traces_sampled');
  return decided > 0
    ? gateway.metric('otelcol_receiver_accepted_spans')
    : gateway.metric('otelcol_exporter_sent_spans');
}

/** What waits for the backend, asked ten times a second. */
function watchQueue(gateway: Otelcol): { readonly bytes: number; stop(): void } {
  let bytes = 0;
  const timer = setInterval(async () => {
    bytes = await gateway.metric('otelcol_exporter_queue_size').catch(() => bytes);
  }, 100);
  return {
    get bytes() {
      return bytes;
    },
    stop: () => clearInterval(timer),
  };
}

/** User and system time of a process so far. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function processorSeconds({ child }: Otelcol): number {
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
}

function residentKiB({ child }: Otelcol): number {
  return Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0);
}

function line({ name, spansPerSecond, microsPerSpan, cores, memoryMiB }: StageResult): string {
  return `${name.padEnd(16)}${`${spansPerSecond} spans/s`.padStart(16)}${`${microsPerSpan} µs/span`.padStart(16)}${`${cores} cores`.padStart(12)}${`${memoryMiB} MiB`.padStart(10)}`;
}
