import { type Accepted, accepted } from '../test/engines/accepted.ts';
import { type Program, programs } from '../test/engines/programs.ts';

/** The page on the two engines, as Markdown. */
export function renderEngines(): string {
  return `# Engines

\`SPANWISE_ENGINE\` chooses what makes the spans:

- \`native\`, the default: our own context, spans, encoder and instrumentations for the hot path; everything else is
  upstream's, loaded when it is needed.
- \`upstream\`: the OpenTelemetry SDK for Node.js with its instrumentations.
- \`adot\`: [the distribution of AWS](#the-distribution-of-aws), which is installed beside.

The first two take the same settings and instrumentations, so programs and backends should not see which of them is at
work. A test (\`pnpm test engines\`) holds them to that.

## What is compared

Each program below runs to its end under both engines, against a real receiver. Compared are all spans, field by field as
they came over the wire: names, kinds, parents and traces, attributes with their types, dropped counts, events, links,
status, flags, trace state, scope and resource. So are what the program printed (what it sees of the API), what stood on
stderr, and the exit code. Of programs that serve, ask or use libraries so are log records, field by field, and metrics:
names, kinds, units, descriptions, and of each point its attributes, how often it was recorded, and its value where that
is no time.

Left out is only what differs from run to run: random ids (they become the names of the spans they stand for, so the
shape of traces is compared), the time of day (that an end is not before its start, an event not outside of its span, and
a child not before its parent is compared; so are, to the nanosecond, times that the program gave), the order of
attributes, ports, process ids, and the stack frames of engines.

Libraries are the real ones, against real servers where they need one: PostgreSQL from npm, Redis, Memcached and MariaDB
from Debian's \`redis-server\`, \`memcached\` and \`mariadb-server-core\`. Where a server is not installed, the test says so
and skips the programs that need it.

## Programs

| Program | What it does | Environments |
|---|---|---|
${programs.map(programRow).join('\n')}

## Accepted differences

Where the engines differ on purpose. A difference that is not here fails the test, and so does a row here that no longer
shows.

| | Upstream | Native | Why | Seen in |
|---|---|---|---|---|
${accepted.map(acceptedRow).join('\n')}

## The distribution of AWS

\`\`\`sh
npm install @spanwise/register @aws/aws-distro-opentelemetry-node-autoinstrumentation
SPANWISE_ENGINE=adot node --require @spanwise/register app.js
\`\`\`

The package (0.13 or newer) is looked for from the program's file, its working directory and the preload. Where it is
absent, one line says so, and the default engine runs. It starts as it would by itself, on its own SDK 2: ids and headers
of X-Ray, resource of EC2, ECS and EKS, \`OTEL_AWS_*\`, Application Signals, its instrumentations and their defaults. What
the preload changes:

- Spans, log records and metrics for an OTLP endpoint go by our queue and sender, with the same retries and the same flush
  at the end of the process as with the other engines. \`service.instance.id\` is added to the resource.
- Costs are kept, and \`SPANWISE_SAMPLING*\` and \`OTEL_TRACES_SAMPLER\` set our samplers and rules, as with the other engines;
  X-Ray's sampler stays that of AWS. Nothing of both is there with \`OTEL_AWS_LAMBDA_FAST_START\`, which has an SDK of its
  own. In Lambda with Application Signals, and with \`AGENT_OBSERVABILITY_ENABLED\`, AWS also sends the spans that are not
  sampled: there a rule about the end of a trace may have its spans sent twice, before it is decided and after.
- Its listener to SIGTERM, after which a process would not end any more, does not stay. Its log goes to stderr, and only
  with \`OTEL_LOG_LEVEL\`; before, only errors of its start are shown. Defaults that it writes into \`process.env\` are taken
  back when it has started.
- ES modules are hooked, for \`--require\` too.
- The instrumentation \`router\` is off unless \`OTEL_NODE_ENABLED_INSTRUMENTATIONS\` or
  \`OTEL_NODE_DISABLED_INSTRUMENTATIONS\` is set: with express 5 it makes Node.js warn of a leak.

Exporters that only AWS has stay its own: requests that are signed for X-Ray and CloudWatch, UDP to the daemon of X-Ray in
Lambda, EMF, the metrics of Application Signals. They need the event loop, so they are flushed when it runs empty and at
SIGINT, SIGTERM and SIGHUP, but not at \`process.exit\`, an uncaught exception or an unhandled rejection; a line then tells
how many spans and log records were lost. Send to a collector to lose none.

It costs what it costs: about as much start-up time as \`upstream\`, and where nobody answers at the address of EC2's
metadata, a program that ends at once may wait a second or two for that. There are no routes of fastify, which it does not
instrument.
`;
}

function programRow({ file, folder = 'programs', about, environments = [{}] }: Program): string {
  const link = `[${file}](../test/engines/${folder}/${file})`;
  return `| ${link} | ${cell(about)} | ${environments.map(environment).join('; ')} |`;
}

function environment(env: Readonly<Record<string, string>>): string {
  const settings = Object.entries(env).map(([name, value]) => `\`${name}=${value}\``);
  return settings.length === 0 ? 'defaults' : settings.join(' ');
}

function acceptedRow({ what, upstreamDoes, nativeDoes, reason, link, programs: files }: Accepted): string {
  const isAll = files.length === programs.length;
  const seen = isAll ? 'all programs' : files.map((file) => file.replace(/\.[cm]js$/, '')).join(', ');
  return `| ${cell(what)} | ${cell(upstreamDoes)} | ${cell(nativeDoes)} | ${cell(reason)} ([rule](${link})) | ${seen} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
