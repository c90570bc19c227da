import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMap, isScalar, isSeq, type Node, parseDocument } from 'yaml';
import { referencesIn } from '../packages/cli/src/collector-variables.ts';

const folder = new URL('../collector-config/', import.meta.url);

/** Folders of files that a role is put together with: who may send, how traces are sampled, where all goes, what an agent also reads. */
const parts = ['access', 'sampling', 'backends', 'sources'];

/** A variable of the files: what it is without being set, and where it stands. */
interface Variable {
  name: string;
  uses: { file: string; sets: string; preset: string | undefined }[];
}

/** `collector-config/README.md`, as Markdown. */
export function renderCollector(): string {
  const files = parts.flatMap((part) => filesOf(part).map((file) => `${part}/${file}`));
  const composed = ['gateway.yaml', 'agent.yaml', ...files];
  return `# The collector's configuration

Files for the [OpenTelemetry Collector](https://opentelemetry.io/docs/collector/) ${version()}: its official contrib image
(\`otel/opentelemetry-collector-contrib:${version()}\`), or one that is built from [distribution/](distribution).

- A **gateway** takes OTLP from programs and agents, redacts, meters everything before sampling, samples whole traces and
  sends to any number of backends, each with a queue of its own on disk.
- An **agent** beside the programs is optional: it takes their OTLP on loopback, adds what the machine knows, and
  balances over several gateways so that the spans of a trace meet.

\`\`\`sh
npx spanwise collector up --to debug
npx spanwise collector config --to jaeger,prometheus,elasticsearch --env production > gateway.yaml
npx spanwise collector config --role agent --to gateway-1:4317,gateway-2:4317 > agent.yaml
\`\`\`

## How the files compose

The collector merges several \`--config\`, so this is the same without the command:

\`\`\`sh
otelcol-contrib --feature-gates=processor.tailsamplingprocessor.usetracestate \\
  --config gateway.yaml --config backends/jaeger.yaml --config backends/prometheus.yaml
\`\`\`

With queues on disk from before, \`spanwise collector queue ./otelcol-queue\` comes first: see [deployments](#deployments).

The gateway ends in three \`forward\` connectors, \`forward/traces\`, \`forward/metrics\` and \`forward/logs\`. A file of
backends/ brings its exporter and pipelines of its own that receive from them, and touches nothing else. Of lists the
last file counts: several files with \`service.extensions\` need one list that names all, which \`spanwise collector
config\` makes by itself. \`spanwise collector validate\` says what is wrong where.

| File | What it is |
|---|---|
${composed.map(fileRow).join('\n')}

[servers/](servers) has what belongs on the other side: Jaeger with its storage in Elasticsearch, Prometheus' settings for
OTLP, index templates and lifecycles for Elasticsearch. [distribution/](distribution) has manifests for the OpenTelemetry
Collector Builder, \`core\` without the clouds' exporters and \`full\`, and the names of all components of the contrib image.

## The clouds

| Cloud | By its exporter | By its OTLP intake | Limits kept |
|---|---|---|---|
| AWS | aws: X-Ray, CloudWatch metrics (EMF) and logs | aws-otlp | 100 metrics and 30 dimensions an event; 1 MB and 10,000 events a request; X-Ray: 5 MB, 10,000 spans, 200 kB a span |
| Google Cloud | gcp: Cloud Trace, Monitoring, Logging | gcp-otlp | 200 series a request, each once, in order; 30 labels; 32 attributes of 256 bytes a span (OTLP: 1,024 of 64 KiB) |
| Azure | azure: Application Insights | azure-otlp | 64 kB an item, 8,192 characters a property; OTLP: 1 MB a call |
| Datadog | datadog: exporter and statistics before sampling | datadog-otlp | 500 kB of metrics a request, differences only |

Exporters that neither queue nor retry (awsxray, awsemf, googlecloud) get both by a loop over loopback: what is to be sent
waits on disk until they have delivered it.

## What is kept, and what is not

What a sender got acknowledged is on disk, in the queue of each backend, and stays there until that backend has it: there
is no last retry. A queue has \`QUEUE_BYTES\` at most for each exporter and signal; what does not fit is refused, and its
sender tries again. The exceptions:

| What | Is lost | Unless |
|---|---|---|
| a gateway with sampling/memory.yaml is killed | the traces that wait for their decision: those of the last \`SAMPLING_DECISION_WAIT\` and a second. SIGTERM decides about them and loses none | it is left out: then they wait on disk as well. Or sampling/none.yaml: every trace goes straight to the queues, and programs sample, if anybody |
| a gateway is killed | what its meters have not handed on: counts of spans of the last \`USAGE_INTERVAL\` and \`SPAN_METRICS_INTERVAL\`. The telemetry itself is in the queues | |
| the machine loses power | what the operating system had not written yet | \`QUEUE_FSYNC=true\` |
| the file of a queue is damaged | that queue; the file is kept. See [deployments](#deployments): the collector by itself does not start with most of such files | |
| a backend refuses for good (by OTLP: any status but 429, 502, 503 and 504) | that request, with a line in the log | |
| Azure by its own exporter is away, or the gateway is killed then | what that exporter holds in memory: it takes all out of its queue at once, and retries for about 100 s; no setting of it changes that | azure-otlp |

The traces that wait on disk cost a gateway processor time, memory and a second (see [scaling](../docs/scaling.md)), and up to \`SAMPLING_DECISION_WAIT\` twice and 7 s at its end. Killed in that time it loses
nothing either, but decides again about traces that it has sent already: the backends get those a second time.

OTLP delivers at least once: what was on its way when a connection, a collector or a backend ended is sent again. While
one of several gateways is away for longer than 30 s, agents divide a batch anew and the others get their share of it
twice.

## Deployments

[deploy/](deploy) has a Dockerfile with the collector of the official image, a Compose file and a StatefulSet for its
image, and a unit for systemd. Each sets damaged files of queues aside (\`*.damaged\`) before every start of the collector,
and says so: the image by \`spanwise collector up\`, the unit by \`spanwise collector queue\` as ExecStartPre. Run in another
way, put that command before each start of the collector, not only of the pod: init containers are not run again when a
container ends. The collector's own \`recreate\`, which is set, renames a file only where opening it panics in the right
place: of fourteen kinds of damage that are tested, the collector starts by itself with five, one of which only
as root.

Give the collector at its end \`SAMPLING_DECISION_WAIT\` twice and ten seconds (30 s in these files, the default of
Kubernetes; Docker's is 10 s).

## Environment variables

Each has a default that works on one machine; those that are needed have none.

| Variable | Default | Sets | In |
|---|---|---|---|
${variablesOf([...composed, 'servers/jaeger.yaml'])
  .map(variableRow)
  .join('\n')}
`;
}

function version(): string {
  return /^version: (.*)$/m.exec(read('distribution/components.yaml'))![1]!;
}

function filesOf(part: string): string[] {
  return readdirSync(fileURLToPath(new URL(part, folder))).filter((file) => file.endsWith('.yaml'));
}

/** The first sentence of the file's first comment says what it is. */
function fileRow(file: string): string {
  const lines = /^(?:#.*\n)+/.exec(read(file))?.[0] ?? '';
  const text = lines.replace(/^# ?/gm, '').replaceAll('\n', ' ');
  const sentence = /^.*?[.](?= |$)/.exec(text)?.[0] ?? text;
  return `| [${file}](${file}) | ${cell(sentence)} |`;
}

function variableRow({ name, uses }: Variable): string {
  const presets = [...new Set(uses.map(({ preset }) => preset))];
  const shown = presets.map((preset) => {
    const where = presets.length === 1 ? '' : ` (${uses.find((use) => use.preset === preset)!.file})`;
    if (preset === undefined) return 'needed';
    return preset === '' ? `nothing${where}` : `\`${preset}\`${where}`;
  });
  const places = [...new Set(uses.map(({ sets }) => `\`${sets}\``))];
  const sets = places.length > 2 ? `${places[0]} and ${places.length - 1} more` : places.join(', ');
  const files = [...new Set(uses.map(({ file }) => file))].join(', ');
  return `| \`${name}\` | ${cell(shown.join(', '))} | ${cell(sets)} | ${files} |`;
}

function variablesOf(files: readonly string[]): Variable[] {
  const variables = new Map<string, Variable>();
  for (const file of files) {
    walk(parseDocument(read(file)).contents, [], (text, path) => {
      for (const { name, preset } of referencesIn(text)) {
        const variable = variables.get(name) ?? { name, uses: [] };
        variables.set(name, variable);
        variable.uses.push({
          file: file.replace(/^(?:access|backends|sources)\/|\.yaml$/g, ''),
          sets: path.join('.'),
          preset,
        });
      }
    });
  }
  return [...variables.values()];
}

/** Calls back with each string of a YAML document and the keys that lead to it, without the section. */
function walk(
  node: Node | null,
  path: readonly string[],
  onText: (text: string, path: readonly string[]) => void,
): void {
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      walk(value as Node | null, [...path, String(isScalar(key) ? key.value : key)], onText);
    }
  } else if (isSeq(node)) for (const item of node.items) walk(item as Node, path, onText);
  else if (isScalar(node) && typeof node.value === 'string') onText(node.value, path.slice(1));
}

function read(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8').replaceAll('\r\n', '\n');
}

/** Text for a cell of a table. What stands in code is left as it is. */
function cell(text: string): string {
  const pieces = text.replaceAll('|', '\\|').split('`');
  return pieces.map((piece, index) => (index % 2 === 0 ? piece.replaceAll('<', '&lt;') : piece)).join('`');
}
