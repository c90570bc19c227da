import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startCollector } from '../../test/support/collector.ts';
import { startProgram } from '../../test/support/program.ts';
import { type Machine, machine } from '../machine.ts';

/** One run of `program.cjs`. */
export interface Stall {
  readonly spans: number;
  readonly longestCallMillis: number;
  readonly loopDelayMillis: { readonly p50: number; readonly p99: number; readonly max: number };
}

export interface StallReport extends Machine {
  /** The runs of each side, by its name. */
  readonly results: Readonly<Record<string, readonly Stall[]>>;
}

const sides: Record<string, Record<string, string>> = {
  'without telemetry': { OTEL_SDK_DISABLED: 'true' },
  native: { SPANWISE_ENGINE: 'native' },
  upstream: { SPANWISE_ENGINE: 'upstream' },
};

/**
 * How long the event loop stands still because of encoding and sending, at 5,000 spans/s: the same program without
 * telemetry and under each engine, in turn. The collector is this process.
 */
export async function measureStall(rounds: number, print: (line: string) => void): Promise<StallReport> {
  const results: Record<string, Stall[]> = {};
  for (let round = 0; round < rounds; round++) {
    for (const [side, env] of Object.entries(sides)) {
      const collector = await startCollector({ onBody() {} });
      const program = startProgram(fileURLToPath(new URL('program.cjs', import.meta.url)), {
        args: ['10'],
        env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, OTEL_METRICS_EXPORTER: 'none', ...env },
      });
      await once(program.child, 'exit');
      const stall: Stall = JSON.parse((await program.ended).stdout);
      await collector.close();
      results[side] = [...(results[side] ?? []), stall];
      const { p50, p99, max } = stall.loopDelayMillis;
      print(
        `${side.padEnd(20)}longest call ${stall.longestCallMillis.toFixed(2)} ms, loop delay p50 ${p50.toFixed(2)}, p99 ${p99.toFixed(2)}, max ${max.toFixed(2)} ms`,
      );
    }
  }
  return { ...machine(), results };
}
