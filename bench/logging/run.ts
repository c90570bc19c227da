import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeRequest } from '@spanwise/cli';
import { startCollector } from '../../test/support/collector.ts';
import { runProgram } from '../../test/support/program.ts';
import { type Machine, machine } from '../machine.ts';

/** One run of `program.cjs`. */
export interface LoggingLoad {
  readonly seconds: number;
  readonly lines: number;
  readonly callMillis: { readonly p50: number; readonly p99: number; readonly p999: number; readonly max: number };
  /** After a collection of garbage, a second after the start and at the end. */
  readonly heapBytes: { readonly first: number; readonly last: number };
  readonly inFile: number;
  readonly atCollector: number;
}

export interface LoggingReport extends Machine {
  readonly load: LoggingLoad;
}

/** Lets a program write 5,000 lines a second to a file and over OTLP to this process. */
export async function runLoggingLoad(seconds: number): Promise<LoggingLoad> {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-bench-logging-'));
  let atCollector = 0;
  const collector = await startCollector({
    onBody(path, contentType, body) {
      if (!path.endsWith('/logs')) return;
      const batch = decodeRequest('logs', contentType as 'application/x-protobuf', body);
      if (batch.signal === 'logs') atCollector += batch.logs.length;
    },
  });
  try {
    const file = join(folder, 'app.log');
    const { stdout, stderr } = await runProgram(fileURLToPath(new URL('program.cjs', import.meta.url)), {
      flags: ['--expose-gc'],
      args: [String(seconds), file],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url },
    });
    if (stderr !== '') throw new Error(stderr);
    const inFile = readFileSync(file, 'utf8').split('\n').length - 1;
    return { seconds, ...JSON.parse(stdout), inFile, atCollector };
  } finally {
    await collector.close();
    rmSync(folder, { recursive: true });
  }
}

/** What a line costs the program, and that none is lost and no memory is kept. */
export async function measureLogging(seconds: number, print: (line: string) => void): Promise<LoggingReport> {
  const load = await runLoggingLoad(seconds);
  print(JSON.stringify(load));
  return { ...machine(), load };
}
