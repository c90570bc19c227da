import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { configFolder } from './collector.ts';
import { freePorts } from './ports.ts';
import { answers, type Server, startServer } from './server.ts';
import { buildTools } from './tools.ts';

/** The folder of `prometheus` and `promtool`, built once (needs Go; some five minutes on two cores). */
export function buildPrometheus(): Promise<string> {
  return buildTools({
    recipe: 'prometheus',
    version: '3.16.0',
    packages: ['github.com/prometheus/prometheus/cmd/prometheus', 'github.com/prometheus/prometheus/cmd/promtool'],
    tags: 'remove_all_sd',
    versionVariable: 'github.com/prometheus/common/version.Version=3.16.0',
  });
}

/** One series of a query's answer. */
export interface Series {
  labels: Record<string, string>;
  value: number;
}

/** A running Prometheus. */
export interface Prometheus extends Server {
  readonly url: string;
  readonly port: number;
  /** What a PromQL expression gives now. */
  query(expression: string): Promise<Series[]>;
  /** The one number of an expression; 0 when it gives nothing. */
  number(expression: string): Promise<number>;
}

export interface PrometheusOptions {
  /** Where it keeps its data, to come back with what it had; a new folder that is removed at the end by default. */
  dataDirectory?: string;
  /** Port to come back on. */
  port?: number;
}

/** Starts Prometheus with `collector-config/servers/prometheus.yaml`. */
export async function startPrometheus(options: PrometheusOptions = {}): Promise<Prometheus> {
  const folder = await buildPrometheus();
  const port = options.port ?? (await freePorts(1))[0]!;
  const data = options.dataDirectory ?? mkdtempSync(join(tmpdir(), 'prometheus-'));
  const url = `http://127.0.0.1:${port}`;
  const server = await startServer(
    join(folder, 'prometheus'),
    [
      `--config.file=${join(configFolder, 'servers/prometheus.yaml')}`,
      `--storage.tsdb.path=${data}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--web.enable-otlp-receiver',
      '--enable-feature=exemplar-storage',
    ],
    {},
    () => answers(`${url}/-/ready`),
  );
  const prometheus: Prometheus = {
    ...server,
    url,
    port,
    async query(expression) {
      const response = await fetch(`${url}/api/v1/query`, {
        method: 'POST',
        body: new URLSearchParams({ query: expression }),
      });
      const { status, error, data } = (await response.json()) as QueryAnswer;
      if (status !== 'success') throw new Error(`${expression}: ${error}`);
      return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    },
    async number(expression) {
      return (await prometheus.query(expression))[0]?.value ?? 0;
    },
    async stop(signal) {
      await server.stop(signal);
      if (options.dataDirectory === undefined) rmSync(data, { recursive: true, force: true });
    },
  };
  return prometheus;
}

interface QueryAnswer {
  status: string;
  error?: string;
  data: { result: { metric: Record<string, string>; value: [number, string] }[] };
}

/**
 * Runs `promtool` and resolves to what it prints.
 *
 * @throws Error with what it says when it finds a fault
 */
export async function promtool(...args: string[]): Promise<string> {
  const folder = await buildPrometheus();
  const { stdout } = await promisify(execFile)(join(folder, 'promtool'), args);
  return stdout;
}
