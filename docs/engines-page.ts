import { type Accepted, accepted } from '../test/engines/accepted.ts';
import { type Program, programs } from '../test/engines/programs.ts';

/** The page on the two engines, as Markdown. */
export function renderEngines(): string {
  return `# Engines

\`SPANWISE_ENGINE\` chooses what makes the spans:

- \`native\`, the default: our own context, spans, encoder and instrumentations for the hot path; everything else is
  upstream's, loaded when it is needed.
- \`upstream\`: the OpenTelemetry SDK for Node.js with its instrumentations.

Both take the same settings and instrumentations, so programs and backends should not see which of them is at work. A test
(\`pnpm test engines\`) holds them to that.

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
