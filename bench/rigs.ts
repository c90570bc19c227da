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

const root = fileURLToPath(new URL('../', import.meta.url));

/** All rigs; the first one is what the others are compared with. Installs the rivals when they are not there yet. */
export function allRigs(): Rig[] {
  const rivals = installed('rivals');
  const rival = (file: string): string => join(rivals, 'node_modules', file);
  const spanwise = join(root, 'packages/register/dist/index.cjs');
  const upstreamPackage = '@opentelemetry/auto-instrumentations-node';
  const adotPackage = '@aws/aws-distro-opentelemetry-node-autoinstrumentation';

  const ours = (name: string, title: string, settings: Record<string, string>, programs?: string[]): Rig => ({
    name,
    title,
    version: JSON.parse(readFileSync(join(root, 'packages/register/package.json'), 'utf8')).version,
    flags: () => ['--require', spanwise],
    env: (receiver) => ({ ...otlp(receiver), ...settings }),
    folder: root,
    programs,
  });
  return [
    {
      name: 'bare',
      title: 'bare Node.js',
      version: process.version,
      flags: () => [],
      env: () => ({}),
      folder: undefined,
    },
    ours('native', 'Spanwise', { SPANWISE_ENGINE: 'native' }),
    ours(
      'native-http',
      'Spanwise, `OTEL_NODE_ENABLED_INSTRUMENTATIONS=http`',
      { SPANWISE_ENGINE: 'native', OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http' },
      ['http.cjs'],
    ),
    ours('upstream-engine', 'Spanwise, `SPANWISE_ENGINE=upstream`', { SPANWISE_ENGINE: 'upstream' }),
    {
      name: 'upstream',
      title: 'OpenTelemetry auto-instrumentations',
      version: versionOf(rivals, upstreamPackage),
      flags: () => ['--require', rival(`${upstreamPackage}/dist/register.cjs`)],
      env: otlp,
      folder: rivals,
    },
    {
      name: 'edot',
      title: 'Elastic (EDOT)',
      version: versionOf(rivals, '@elastic/opentelemetry-node'),
      flags: (isModule) =>
        isModule
          ? ['--import', rival('@elastic/opentelemetry-node/import.mjs')]
          : ['--require', rival('@elastic/opentelemetry-node/require.js')],
      env: otlp,
      folder: rivals,
    },
    {
      name: 'adot',
      title: 'AWS (ADOT)',
      version: versionOf(rivals, adotPackage),
      flags: () => ['--require', rival(`${adotPackage}/build/src/register.js`)],
      env: otlp,
      folder: rivals,
    },
    {
      name: 'dd-trace',
      title: 'Datadog (dd-trace)',
      version: versionOf(rivals, 'dd-trace'),
      flags: (isModule) =>
        isModule ? ['--import', rival('dd-trace/initialize.mjs')] : ['--require', rival('dd-trace/init.js')],
      // To an agent, as it is used; without its limit of 100 traces a second.
      env: (receiver) => ({
        DD_SERVICE: 'bench',
        DD_TRACE_AGENT_URL: receiver,
        DD_TRACE_SAMPLE_RATE: '1',
        DD_TRACE_RATE_LIMIT: '-1',
        DD_TRACE_STARTUP_LOGS: 'false',
      }),
      folder: rivals,
    },
  ];
}

/** The rigs whose name contains `part`, and the bare program before them: without it there is no ratio. */
export function chosenRigs(part: string): Rig[] {
  return allRigs().filter(({ name }) => name === 'bare' || name.includes(part));
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
