import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installed, versionOf } from './installed.ts';

/** What stands before a program: nothing, ours, or a rival's preload. All of them record every request. */
export interface Rig {
  readonly name: string;
  /** As the page has it. */
  readonly title: string;
  readonly version: string;
  /** Flags of Node.js before the program's file. */
  flags(isModule: boolean): readonly string[];
  /** The environment, given the address of the receiver. */
  env(receiver: string): Readonly<Record<string, string>>;
  /** Files below this folder are the rig's own. */
  readonly folder: string | undefined;
  /** Files of the programs that it runs; all when absent. */
  readonly programs?: readonly string[];
}

/** What measurements of programs under rigs are told. */
export interface RigOptions {
  /** Part of a program's file name. */
  readonly program: string;
  /** Part of a rig's name. */
  readonly rig: string;
  readonly rounds: number;
  /** Gets a line for each result. */
  print(line: string): void;
}

const root = fileURLToPath(new URL('../', import.meta.url));

/** The first one is what the others are compared with. */
const rigs: readonly { name: string; create: (name: string) => Rig }[] = [
  {
    name: 'bare',
    create: (name) => ({
      name,
      title: 'bare Node.js',
      version: process.versions.node,
      flags: () => [],
      env: () => ({}),
      folder: undefined,
    }),
  },
  { name: 'native', create: (name) => ours(name, 'Spanwise', { SPANWISE_ENGINE: 'native' }) },
  {
    name: 'native-http',
    create: (name) => ({
      ...ours(name, 'Spanwise, `OTEL_NODE_ENABLED_INSTRUMENTATIONS=http`', {
        SPANWISE_ENGINE: 'native',
        OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http',
      }),
      programs: ['http.cjs'],
    }),
  },
  {
    name: 'upstream-engine',
    create: (name) => ours(name, 'Spanwise, `SPANWISE_ENGINE=upstream`', { SPANWISE_ENGINE: 'upstream' }),
  },
  {
    name: 'upstream',
    create: (name) =>
      rival(name, 'OpenTelemetry auto-instrumentations', '@opentelemetry/auto-instrumentations-node', {
        require: 'dist/register.cjs',
      }),
  },
  {
    name: 'edot',
    create: (name) =>
      rival(name, 'Elastic (EDOT)', '@elastic/opentelemetry-node', { require: 'require.js', import: 'import.mjs' }),
  },
  {
    name: 'adot',
    create: (name) =>
      rival(name, 'AWS (ADOT)', '@aws/aws-distro-opentelemetry-node-autoinstrumentation', {
        require: 'build/src/register.js',
      }),
  },
  {
    name: 'dd-trace',
    create: (name) => ({
      ...rival(name, 'Datadog (dd-trace)', 'dd-trace', { require: 'init.js', import: 'initialize.mjs' }),
      // To an agent, as it is used; without its limit of 100 traces a second.
      env: (receiver) => ({
        DD_SERVICE: 'bench',
        DD_TRACE_AGENT_URL: receiver,
        DD_TRACE_SAMPLE_RATE: '1',
        DD_TRACE_RATE_LIMIT: '-1',
        DD_TRACE_STARTUP_LOGS: 'false',
      }),
    }),
  },
];

export const rigNames: readonly string[] = rigs.map(({ name }) => name);

/**
 * The rigs whose name contains `part`, and the bare program before them: without it there is no ratio. Installs those
 * rivals that are not there yet.
 */
export function chosenRigs(part: string): Rig[] {
  return rigs.filter(({ name }, index) => index === 0 || name.includes(part)).map(({ name, create }) => create(name));
}

function ours(name: string, title: string, settings: Readonly<Record<string, string>>): Rig {
  const folder = join(root, 'packages/register');
  return {
    name,
    title,
    version: JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version,
    flags: () => ['--require', join(folder, 'dist/index.cjs')],
    env: (receiver) => ({ ...otlp(receiver), ...settings }),
    folder: root,
  };
}

/**
 * A rival, each installed on its own: together they would share some packages and double others.
 *
 * @param files what its readme preloads: by `--import` before ES modules where it has such a file, else by `--require`.
 */
function rival(name: string, title: string, packageName: string, files: { require: string; import?: string }): Rig {
  const folder = installed(`rivals/${name}`);
  const path = (file: string): string => join(folder, 'node_modules', packageName, file);
  return {
    name,
    title,
    version: versionOf(folder, packageName),
    flags: (isModule) =>
      isModule && files.import !== undefined ? ['--import', path(files.import)] : ['--require', path(files.require)],
    env: otlp,
    folder,
  };
}

function otlp(receiver: string): Record<string, string> {
  return {
    OTEL_SERVICE_NAME: 'bench',
    OTEL_EXPORTER_OTLP_ENDPOINT: receiver,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    OTEL_TRACES_SAMPLER: 'parentbased_always_on',
    // The last spans of a run are waited for; under load every batch is full long before.
    OTEL_BSP_SCHEDULE_DELAY: '1000',
  };
}

/** A rig as reports have it. */
export type RigDescription = Pick<Rig, 'name' | 'title' | 'version'>;

export function describeRigs(described: readonly Rig[]): RigDescription[] {
  return described.map(({ name, title, version }) => ({ name, title, version }));
}

/** The places of the rigs: forward in one turn, backward in the next, so that a machine that slows down slows all. */
export function inTurn(turned: readonly Rig[], turn: number): number[] {
  const places = [...turned.keys()];
  return turn % 2 === 0 ? places : places.reverse();
}
