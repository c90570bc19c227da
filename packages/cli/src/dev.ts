import { isatty } from 'node:tty';
import { type Ending, endLike, runProgram } from './child.ts';
import { reasonForSilence, toDevEnvironment } from './dev-environment.ts';
import { formatLog } from './format-log.ts';
import { formatTrace } from './format-trace.ts';
import { logToJson, traceToJson } from './json-lines.ts';
import { createOutput, type Output, say } from './output.ts';
import { findPreload } from './preload.ts';
import { startReceiver } from './receiver.ts';
import { serviceEnvironment, serviceNameOption } from './run.ts';
import { wantsColor } from './style.ts';
import { addToSummary, type Summary, summaryLine } from './summary.ts';
import { createTraceAssembler, type TraceAssembler } from './trace-assembler.ts';
import { helpOption, type Options, optionLines, parseOptions, UsageError } from './usage.ts';

const DEFAULT_PORT = 4318;
const DEFAULT_GRPC_PORT = 4317;
const WIDTH_WITHOUT_TERMINAL = 120;
const MIN_WIDTH = 40;

const options: Options = {
  json: { type: 'boolean', help: ['Print JSON, one object a line, instead of trees'] },
  port: {
    type: 'string',
    value: 'N',
    help: [`Port for OTLP/HTTP; default a free one, or ${DEFAULT_PORT} without a command`],
  },
  grpc: {
    type: 'boolean',
    help: [`Receive OTLP/gRPC as well; on a free port, or ${DEFAULT_GRPC_PORT} without a command and a port`],
  },
  'service-name': serviceNameOption,
  help: helpOption,
};

export const devHelp: string = `Usage: spanwise dev [options] [-- command…]

Starts a program under the preload and prints each of its traces as a tree as soon as it is finished: its spans with
their durations and errors, and the logs under their span. Nothing leaves this machine. Without a command it only
receives, from programs that send OTLP to it, until Ctrl-C.

Options:
${optionLines(options)}

The program exports every 200 ms and samples everything, unless OTEL_BSP_SCHEDULE_DELAY, OTEL_BLRP_SCHEDULE_DELAY,
OTEL_METRIC_EXPORT_INTERVAL or a sampling variable says otherwise. Where its telemetry goes is set here, whatever the
OTEL_EXPORTER_OTLP_* variables say. NO_COLOR and FORCE_COLOR work as usual.

stdout carries the traces, and the program's own output; with --json only the JSON, and the program's output goes to
stderr. What dev itself has to say is on stderr.

Examples:
  spanwise dev -- node app.js
  spanwise dev --json -- npm start | jq 'select(.type == "trace") | .services'

Exit code: the program's own (and its signal); 127 when the command is not found, 126 when it cannot be run,
2 for wrong usage, 1 when the port cannot be had or the preload is not there.
`;

function toPort(value: string | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  const port = /^\d{1,5}$/.test(value) ? Number(value) : Number.NaN;
  if (!(port <= 65_535)) throw new UsageError(`--port: got ${value}, expected a number from 0 to 65535`);
  return port;
}

/** The view: prints what is finished, as trees or as JSON, and counts traces. */
function createView(output: Output, json: boolean, summary: Summary): TraceAssembler {
  const isTTY = isatty(1);
  const color = wantsColor({ isTTY }, process.env);
  // Asked for each time, as windows are resized. Only of a terminal: see `createOutput`.
  const width = (): number => Math.max(MIN_WIDTH, (isTTY && process.stdout.columns) || WIDTH_WITHOUT_TERMINAL);
  return createTraceAssembler({
    onTrace(trace) {
      if (!trace.addition) summary.traces++;
      output.write(`${json ? traceToJson(trace) : `${formatTrace(trace, { color, width: width() })}\n`}\n`);
    },
    onLog(log) {
      output.write(`${json ? logToJson(log) : formatLog(log, { color, width: width() })}\n`);
    },
  });
}

function untilInterrupted(): Promise<Ending> {
  return new Promise((resolve) => {
    const stop = (): void => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve({ code: 0 });
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}

/**
 * `spanwise dev`: starts a receiver and a program that sends to it, prints what the program did, and ends as it ends.
 *
 * @throws UsageError, StartError when the program cannot be started, Error when the port cannot be had.
 */
export async function dev(args: string[]): Promise<void> {
  const { values, rest: command } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(devHelp);
    return;
  }
  const alone = command.length === 0;
  const port = toPort(values.port as string | undefined, alone ? DEFAULT_PORT : 0);
  const json = values.json === true;
  const preload = alone ? '' : findPreload();

  const summary: Summary = { traces: 0, spans: 0, logs: 0, metricPoints: 0, errors: 0 };
  const output = createOutput(1);
  const view = createView(output, json, summary);
  const receiver = await startReceiver({
    port,
    grpc: values.grpc === true,
    grpcPort: alone && values.port === undefined ? DEFAULT_GRPC_PORT : 0,
    onBatch(batch) {
      addToSummary(summary, batch);
      view.add(batch);
    },
  });
  const urls = [receiver.url, receiver.grpcUrl && `${receiver.grpcUrl} (gRPC)`].filter(Boolean).join(' and ');
  say(`spanwise dev: receiving OTLP at ${urls}`);

  let ending: Ending;
  try {
    if (alone) {
      ending = await untilInterrupted();
    } else {
      const env = toDevEnvironment({ ...process.env, ...serviceEnvironment(values) }, receiver.url, preload);
      // In JSON mode stdout is for the JSON alone: a program that logs JSON would mix with it beyond repair.
      ending = await runProgram(command, { env, stdio: ['inherit', json ? 2 : 'inherit', 'inherit'] });
    }
  } finally {
    await receiver.close();
    view.flush();
    await output.end();
  }
  const silence = summary.spans + summary.logs + summary.metricPoints === 0 ? reasonForSilence(process.env) : undefined;
  say(`spanwise dev: ${summaryLine(summary)}${silence === undefined ? '' : ` (${silence})`}`);
  endLike(ending);
}
