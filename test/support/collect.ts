import { type Collector, type CollectorOptions, startCollector } from './collector.ts';
import { type Ended, fixture, type ProgramOptions, runProgram } from './program.ts';

export interface Collected extends Ended, Pick<Collector, 'spans' | 'logs' | 'metrics' | 'requests'> {}

/** Runs a fixture to its end under the preload, with a collector of its own, and gives both outcomes. */
export async function collect(
  name: string,
  options: ProgramOptions = {},
  collectorOptions?: CollectorOptions,
): Promise<Collected> {
  const collector = await startCollector(collectorOptions);
  try {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...options.env };
    const ended = await runProgram(fixture(name), { ...options, env });
    const { spans, logs, metrics, requests } = collector;
    return { ...ended, spans, logs, metrics, requests };
  } finally {
    await collector.close();
  }
}
