import { readFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { zstdCompressSync } from 'node:zlib';
import { collectorVersion, type Otelcol, startOtelcol } from '../../test/backends/servers/collector.ts';
import { createBody, spansPerBody, spansPerTrace } from './bodies.ts';
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
/** From then on as many spans wait for their decision as later. */
const mostWaitSeconds = 27;
const ticksPerSecond = 100;
const bytesPerSpan = createBody().bytes.length / spansPerBody;
const backend = 'exporter="otlp_http/backend"';
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
  return {
    date: new Date().toISOString().slice(0, 10),
    version: collectorVersion,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    seconds,
    bytesPerSpan: Math.round(bytesPerSpan),
    zstdBytesPerSpan: Math.round(zstdCompressSync(createBody().bytes).length / spansPerBody),
    stages: results,
  };
}

async function measure(stage: Stage, seconds: number): Promise<StageResult> {
  const sink = await startSink();
  const gateway = await startOtelcol({
    configs: ['gateway.yaml', 'backends/otlp.yaml', ...stage.configs],
    env: { BACKEND_OTLP_ENDPOINT: sink.url, SAMPLING_PERCENTAGE: '10', SAMPLING_TRACES: '500000' },
  });
  const queue = watchQueue(gateway, stage);
  const load = startLoad(gateway.url, lanes, () => queue.bytes < queuedBytes);
  try {
    await sleep(1000 * (stage.isSampled ? warmUpSeconds + mostWaitSeconds : warmUpSeconds));
    const [before, start] = [await taken(gateway, stage), performance.now()];
    const cpuBefore = processorSeconds(gateway);
    await sleep(seconds * 1000);
    const [after, elapsed] = [await taken(gateway, stage), (performance.now() - start) / 1000];
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

/** Spans that are through: at tail sampling, which drops a part of them, else delivered. */
function taken(gateway: Otelcol, { isSampled }: Stage): Promise<number> {
  return isSampled ? atSampling(gateway) : gateway.metric('otelcol_exporter_sent_spans', backend);
}

/** Spans that came to tail sampling, which itself counts traces. */
async function atSampling(gateway: Otelcol): Promise<number> {
  const traces = await gateway.metric('otelcol_processor_tail_sampling_new_trace_id_received');
  return traces * spansPerTrace;
}

/** Bytes that wait for the backend, or on disk for tail sampling to take them. */
async function waiting(gateway: Otelcol, { isSampled }: Stage): Promise<number> {
  const queued = await gateway.metric('otelcol_exporter_queue_size', backend);
  if (!isSampled) return queued;
  const accepted = await gateway.metric('otelcol_receiver_accepted_spans', 'receiver="otlp"');
  return queued + (accepted - (await atSampling(gateway))) * bytesPerSpan;
}

/** What waits, asked ten times a second. */
function watchQueue(gateway: Otelcol, stage: Stage): { readonly bytes: number; stop(): void } {
  let bytes = 0;
  let asking = false;
  let answered = performance.now();
  const timer = setInterval(async () => {
    if (asking) return;
    asking = true;
    bytes = await waiting(gateway, stage).catch(() => bytes);
    answered = performance.now();
    asking = false;
  }, 100);
  return {
    get bytes() {
      // A collector that is too busy to answer has enough.
      return performance.now() - answered < 1000 ? bytes : Number.POSITIVE_INFINITY;
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
