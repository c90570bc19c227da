import { endLike, runProgram } from './child.ts';
import { findPreload, withPreload } from './preload.ts';
import { didYouMean, helpOption, type Options, optionLines, parseOptions, UsageError, type Values } from './usage.ts';

const PROTOCOLS = ['http/protobuf', 'http/json', 'grpc'];

/** What `run` and `dev` have in common. */
export const serviceNameOption: Options[string] = {
  type: 'string',
  value: 'NAME',
  help: ['Name of the program in its telemetry (OTEL_SERVICE_NAME)'],
};

const options: Options = {
  'service-name': serviceNameOption,
  endpoint: {
    type: 'string',
    value: 'URL',
    help: [
      'Where the telemetry goes (OTEL_EXPORTER_OTLP_ENDPOINT);',
      'default http://localhost:4318, a local collector',
    ],
  },
  protocol: {
    type: 'string',
    value: 'NAME',
    help: [`${PROTOCOLS.join(', ')} (OTEL_EXPORTER_OTLP_PROTOCOL);`, 'default http/protobuf'],
  },
  help: helpOption,
};

export const runHelp: string = `Usage: spanwise run [options] -- command…

Starts a program under the preload: every Node.js process of it sends traces, metrics and logs over OTLP.
The program itself, its output, its signals and its exit code stay as they are.

Options:
${optionLines(options)}

Options are short for environment variables and win over them; all other OTEL_* and SPANWISE_* variables work as ever.

Examples:
  spanwise run -- node app.js
  spanwise run --service-name orders --endpoint http://collector:4318 -- npm start

Exit code: the program's own (and its signal); 127 when the command is not found, 126 when it cannot be run,
2 for wrong usage, 1 when the preload is not there.
`;

function toEnvironment(values: Values, env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const { endpoint, protocol } = values as Record<string, string | undefined>;
  if (endpoint !== undefined && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? '')) {
    throw new UsageError(`--endpoint: got ${endpoint}, expected a URL such as http://localhost:4318`);
  }
  if (protocol !== undefined && !PROTOCOLS.includes(protocol)) {
    const meant = didYouMean(protocol, PROTOCOLS);
    throw new UsageError(`--protocol: got ${protocol}, expected one of ${PROTOCOLS.join(', ')}${meant}`);
  }
  return {
    ...env,
    ...serviceEnvironment(values),
    ...(endpoint !== undefined && { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }),
    ...(protocol !== undefined && { OTEL_EXPORTER_OTLP_PROTOCOL: protocol }),
  };
}

export function serviceEnvironment(values: Values): NodeJS.ProcessEnv {
  const name = values['service-name'];
  return typeof name === 'string' ? { OTEL_SERVICE_NAME: name } : {};
}

/**
 * `spanwise run`: starts a program under the preload and ends as it ends.
 *
 * @throws UsageError, or StartError when the program cannot be started.
 */
export async function run(args: string[]): Promise<void> {
  const { values, rest: command } = parseOptions(args, options);
  if (values.help) {
    process.stdout.write(runHelp);
    return;
  }
  const env = toEnvironment(values, process.env);
  if (command.length === 0) throw new UsageError('no command to run: spanwise run -- node app.js');
  env.NODE_OPTIONS = withPreload(env.NODE_OPTIONS, findPreload());
  endLike(await runProgram(command, { env, stdio: 'inherit' }));
}
