import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { cached, cacheFolder } from './cache.ts';
import { freePorts } from './ports.ts';
import { go, hashOf, recipeFolder } from './recipe.ts';
import { type Server, startServer } from './server.ts';

const execute = promisify(execFile);

/** The release that `collector-config/` is written for and the test collector is built from. */
export const collectorVersion = '0.161.0';

/** Tail sampling reads and writes `ot=th` only with this gate. */
export const featureGates = 'processor.tailsamplingprocessor.usetracestate';

/** The folder of `collector-config/`. */
export const configFolder: string = fileURLToPath(new URL('../../../collector-config/', import.meta.url));

const recipe = recipeFolder('collector');
const name = `otelcol-${collectorVersion}-${hashOf(recipe)}`;

/** The collector's binary in the user's cache, or undefined as long as nobody has built it. */
export function builtCollector(): string | undefined {
  const binary = join(cacheFolder(name), 'otelcol');
  return existsSync(binary) ? binary : undefined;
}

/**
 * The collector's binary, built once by the OpenTelemetry Collector Builder (needs Go; some ten minutes on two cores).
 * The builder only generates the sources: its own `go mod tidy` asks for the tests of all dependencies, so go.mod and
 * go.sum lie beside the manifest.
 */
export async function buildCollector(): Promise<string> {
  const folder = await cached(name, async (target) => {
    const work = mkdtempSync(join(tmpdir(), 'otelcol-build-'));
    try {
      await go(['install', `go.opentelemetry.io/collector/cmd/builder@v${collectorVersion}`], work, { GOBIN: work });
      cpSync(recipe, work, { recursive: true });
      await execute(
        join(work, 'builder'),
        ['--skip-compilation', '--skip-get-modules', '--skip-strict-versioning', '--config', 'manifest.yaml'],
        { cwd: work },
      );
      for (const file of ['go.mod', 'go.sum']) cpSync(join(recipe, file), join(work, 'src', file));
      await go(
        [
          'build',
          '-mod=readonly',
          '-buildvcs=false',
          '-trimpath',
          '-tags=grpcnotrace',
          '-ldflags=-s -w',
          '-o',
          join(target, 'otelcol'),
          '.',
        ],
        join(work, 'src'),
      );
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
  return join(folder, 'otelcol');
}

export interface OtelcolOptions {
  /** Files of `collector-config/` (`gateway.yaml`, `backends/jaeger.yaml`), absolute paths, or `yaml:` text. */
  configs: readonly string[];
  env?: Record<string, string>;
  /** Folder of the queues on disk; a new one that is removed at the end by default. */
  queueDirectory?: string;
  /** Ports to listen on instead of free ones, to come back where a collector was before. */
  ports?: OtelcolPorts;
}

export interface OtelcolPorts {
  grpc: number;
  http: number;
  metrics: number;
  health: number;
  zpages: number;
  /** Of the loop that spans wait in for their decision. */
  waiting: number;
}

/** A running OpenTelemetry Collector. */
export interface Otelcol extends Server {
  readonly ports: OtelcolPorts;
  /** Where it takes OTLP over HTTP. */
  readonly url: string;
  /** One of its own metrics by name, summed over its series whose labels contain all of `labels`. */
  metric(name: string, ...labels: string[]): Promise<number>;
}

/**
 * Starts the collector on free ports and resolves when it says that it is ready.
 *
 * @throws Error with the log when it ends instead
 */
export async function startOtelcol(options: OtelcolOptions): Promise<Otelcol> {
  const binary = await buildCollector();
  const ports = options.ports ?? (await otelcolPorts());
  const queues = options.queueDirectory ?? mkdtempSync(join(tmpdir(), 'otelcol-queue-'));
  const server = await startServer(
    binary,
    [`--feature-gates=${featureGates}`, ...configArguments(options.configs)],
    {
      env: {
        ...portEnvironment(ports),
        PATH: process.env.PATH,
        HOME: tmpdir(),
        QUEUE_DIRECTORY: queues,
        ...options.env,
      },
    },
    (log) => log.includes('Everything is ready'),
  );
  return {
    ...server,
    ports,
    url: `http://127.0.0.1:${ports.http}`,
    async metric(wanted, ...labels) {
      const response = await fetch(`http://127.0.0.1:${ports.metrics}/metrics`);
      return sumOf(await response.text(), wanted, labels);
    },
    async stop(signal) {
      await server.stop(signal);
      if (options.queueDirectory === undefined) rmSync(queues, { recursive: true, force: true });
    },
  };
}

/** Runs `otelcol validate`. Resolves to its exit code and to what it says. */
export async function validate(
  configs: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: number; output: string }> {
  const binary = await buildCollector();
  const args = ['validate', `--feature-gates=${featureGates}`, ...configArguments(configs)];
  const child = spawn(binary, args, {
    env: { PATH: process.env.PATH, QUEUE_DIRECTORY: tmpdir(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  return { code, output };
}

export async function otelcolPorts(): Promise<OtelcolPorts> {
  const [grpc, http, metrics, health, zpages, waiting] = await freePorts(6);
  return { grpc: grpc!, http: http!, metrics: metrics!, health: health!, zpages: zpages!, waiting: waiting! };
}

/** The variables that make a collector listen there, on loopback. */
export function portEnvironment(ports: OtelcolPorts): Record<string, string> {
  return {
    LISTEN_HOST: '127.0.0.1',
    OTLP_GRPC_PORT: String(ports.grpc),
    OTLP_HTTP_PORT: String(ports.http),
    METRICS_PORT: String(ports.metrics),
    HEALTH_PORT: String(ports.health),
    ZPAGES_PORT: String(ports.zpages),
    SAMPLING_LOOP_PORT: String(ports.waiting),
  };
}

function configArguments(configs: readonly string[]): string[] {
  return configs.flatMap((config) => [
    '--config',
    config.startsWith('/') || config.startsWith('yaml:') ? config : join(configFolder, config),
  ]);
}

/** Sums the series of a metric in Prometheus' text format. */
function sumOf(text: string, wanted: string, labels: readonly string[]): number {
  let sum = 0;
  for (const line of text.split('\n')) {
    const end = line.search(/[{ ]/);
    if (line.slice(0, end) !== wanted || !labels.every((label) => line.includes(label))) continue;
    sum += Number(line.slice(line.lastIndexOf(' ') + 1));
  }
  return sum;
}
