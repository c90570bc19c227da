import { createRequire } from 'node:module';
import type { DiagAPI, DiagLogger } from '@opentelemetry/api';
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { AdotConfiguration } from './adot-exporters.ts';
import { type LogLevel, setDiagLogger } from './diag.ts';

export interface LoadedAdot {
  instrumentations: readonly Instrumentation[];
  /** What ADOT does on SIGTERM: shuts its SDK down, and whatever else sends by itself. Once. */
  end(): Promise<void>;
}

/**
 * Loads ADOT's entry, which starts its SDK, and keeps from the program what that does to the process: it writes log
 * messages to stdout, sets environment variables, and listens to SIGTERM, which would not end the process any more.
 *
 * @param file the entry
 * @param level what is logged, to stderr
 * @param configure changes what ADOT gives to NodeSDK; not called by the SDK that it has for Lambda
 *   (`OTEL_AWS_LAMBDA_FAST_START`)
 * @throws what NodeSDK throws when it starts
 */
export function loadAdot(
  file: string,
  level: LogLevel | undefined,
  configure: (configuration: AdotConfiguration) => AdotConfiguration,
): LoadedAdot {
  const load = createRequire(file);
  const state: SdkState = {};
  const undo = [
    isFastStart(process.env) ? () => {} : replaceSdk(load, (NodeSDK) => createSdk(NodeSDK, configure, state)),
    replaceLogger(load('@opentelemetry/api').diag, level),
    saveEnvironment(process.env),
    saveListeners('SIGTERM'),
  ];
  let loaded: { instrumentations?: Instrumentation[] };
  let listeners: NodeJS.SignalsListener[] = [];
  try {
    setDefaults(process.env);
    loaded = load(file);
  } finally {
    listeners = undo.flatMap((restore) => restore() ?? []);
  }
  if (state.failure !== undefined) throw state.failure;

  let ended: Promise<void> | undefined;
  return {
    instrumentations: loaded.instrumentations ?? [],
    end() {
      ended ??= new Promise((resolve) => {
        state.onShutdown = resolve;
        for (const listener of listeners) listener('SIGTERM');
        if (listeners.length === 0) resolve();
      });
      return ended;
    },
  };
}

interface NodeSdkClass {
  new (configuration: AdotConfiguration): { start(): void; shutdown(): Promise<void> };
}

interface SdkState {
  /** What its start threw. */
  failure?: unknown;
  onShutdown?: () => void;
}

/** The SDK for Lambda comes in a moment, without NodeSDK, which would take its time to load. */
function isFastStart({ OTEL_AWS_LAMBDA_FAST_START }: NodeJS.ProcessEnv): boolean {
  return OTEL_AWS_LAMBDA_FAST_START?.toLowerCase() === 'true';
}

/** NodeSDK with another configuration, which tells how its start went, and when its shutdown is over. */
function createSdk(
  NodeSDK: NodeSdkClass,
  configure: (configuration: AdotConfiguration) => AdotConfiguration,
  state: SdkState,
): NodeSdkClass {
  return class extends NodeSDK {
    constructor(configuration: AdotConfiguration) {
      super(configure(configuration));
    }

    // ADOT would only log it.
    override start(): void {
      try {
        super.start();
      } catch (failure) {
        state.failure = failure;
      }
    }

    override async shutdown(): Promise<void> {
      await super.shutdown().finally(() => state.onShutdown?.());
    }
  };
}

/** ADOT makes its NodeSDK by the exports of the package, so they are others until `restore` is called. */
function replaceSdk(load: NodeJS.Require, subclass: (NodeSDK: NodeSdkClass) => NodeSdkClass): () => void {
  const exports = load('@opentelemetry/sdk-node');
  const cached = load.cache[load.resolve('@opentelemetry/sdk-node')]!;
  cached.exports = Object.create(exports, { NodeSDK: { value: subclass(exports.NodeSDK), enumerable: true } });
  return () => {
    cached.exports = exports;
  };
}

/**
 * ADOT logs to the console, the program's stdout; ours is there before it is, and stays. Until it has started, errors are
 * worth a line in any case.
 */
function replaceLogger(diag: DiagAPI, level: LogLevel | undefined): () => void {
  const { setLogger } = diag;
  setDiagLogger(level ?? 'error', {
    setLogger: (logger, options) => setLogger(withoutUnknownNames(logger), options as LogLevelOptions),
  });
  diag.setLogger = () => true;
  return () => {
    diag.setLogger = setLogger;
  };
}

type LogLevelOptions = Exclude<Parameters<DiagAPI['setLogger']>[1], number>;

/** Upstream does not know the names of the instrumentations that ADOT adds, which ADOT's logger leaves out too. */
function withoutUnknownNames(logger: DiagLogger): DiagLogger {
  return {
    ...logger,
    error(message, ...rest) {
      if (!/^Provided instrumentation name "[^"]*-aws_\w+" not found$/.test(message)) logger.error(message, ...rest);
    },
  };
}

/**
 * What ADOT shall find: no sampler but that of X-Ray, since the others are ours, and it complains of names that it does
 * not know; what it leaves out by default, and `router`: it records what `express` 5 already does, and adds a listener a
 * layer, until Node.js warns of a leak on stderr.
 */
function setDefaults(env: NodeJS.ProcessEnv): void {
  if (env.OTEL_TRACES_SAMPLER?.trim().toLowerCase() === 'xray') env.OTEL_TRACES_SAMPLER = 'xray';
  else delete env.OTEL_TRACES_SAMPLER;
  if (!env.OTEL_NODE_ENABLED_INSTRUMENTATIONS) env.OTEL_NODE_DISABLED_INSTRUMENTATIONS ||= 'fs,dns,router';
}

/** ADOT sets its defaults as environment variables, which child processes would inherit. */
function saveEnvironment(env: NodeJS.ProcessEnv): () => void {
  const before = { ...env };
  return () => {
    for (const name of Object.keys(env)) if (before[name] === undefined) delete env[name];
    for (const [name, value] of Object.entries(before)) if (env[name] !== value) env[name] = value;
  };
}

/** Removes the listeners that have come in the meantime, and returns them. */
function saveListeners(signal: NodeJS.Signals): () => NodeJS.SignalsListener[] {
  const before = process.listeners(signal);
  return () => {
    const added = process
      .listeners(signal)
      .filter((listener) => !before.includes(listener)) as NodeJS.SignalsListener[];
    for (const listener of added) process.removeListener(signal, listener);
    return added;
  };
}
