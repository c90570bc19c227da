import {
  aliases,
  engines,
  instrumentationNames,
  type Setting,
  type SettingGroup,
  settingsTable,
} from '@spanwise/settings';

/** Values that a cell of the table can hold. */
const longest = 15;

/** The page of all settings, as Markdown. */
export function renderSettings(): string {
  return `# Settings

Every environment variable that Spanwise knows: those of the
[OpenTelemetry specification](https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables/) and of
OpenTelemetry's Node.js packages, and its own, which begin with \`SPANWISE_\`. In the column "Honoured by" are the engines
(\`SPANWISE_ENGINE\`) that act on the variable; when none does, it says what to do instead, and so does a line on stderr
when the variable is set.

## How values are read

- An empty value is an unset one. Blanks around a value do not count.
- A value that cannot be read is one line on stderr with the value and what was expected, and the default applies.
  So is a name that is nearly one of these.
- **boolean**: \`true\` or \`false\`, in any case; nothing else.
- **integer**: a whole number, up to 2147483647 where the table says no less.
- **duration**: a whole number of milliseconds, such as \`5000\`; where the table says so also \`5s\`, \`500ms\` or \`1m\`.
- **timeout**: like a duration; \`0\` means no limit.
- **bytes**: a number of bytes, such as \`33554432\`, \`32MiB\` or \`64MB\`.
- **enum**: one of the values, in any case.
- **list**: values separated by commas, in any case; one that is unknown is left out, one given twice counts once.
- **map**: \`key=value\` pairs separated by commas; keys and values are percent-decoded, so a comma in them is \`%2C\`, an
  equals sign \`%3D\`, a percent sign \`%25\`. In headers an equals sign may stand in a value as it is.
- **url**: with \`http://\` or \`https://\`; an endpoint for gRPC may also be \`host:port\`.
- What may be secret is never shown: values of headers, and user, password and query of a url.

${settingsTable.map(renderGroup).join('\n')}
## Aliases

Names that older set-ups use. Each is weaker than the variable it stands for.

| Name | Stands for | What it does |
|---|---|---|
${aliases.map(({ name, setting, about }) => `| \`${name}\` | \`${setting}\` | ${cell(about)} |`).join('\n')}

\`PROMETHEUS_PORT\` opens a scrape endpoint on \`localhost\` only; set \`OTEL_EXPORTER_PROMETHEUS_HOST=0.0.0.0\` when the
scraper runs elsewhere.

## Names of instrumentations

What \`OTEL_NODE_ENABLED_INSTRUMENTATIONS\` and \`OTEL_NODE_DISABLED_INSTRUMENTATIONS\` take:
${instrumentationNames.map(code).join(' ')}
`;
}

function renderGroup({ title, link, settings }: SettingGroup): string {
  const rows = Object.entries(settings).map(
    ([name, setting]) =>
      `| \`${name}\` | ${cell(type(setting))} | ${cell(preset(setting))} | ${cell(honoured(setting))} | ${cell(about(setting))} |`,
  );
  return `## ${title}
${link === undefined ? '' : `\nRules: <${link}>\n`}
| Name | Type | Default | Honoured by | What it sets |
|---|---|---|---|---|
${rows.join('\n')}
`;
}

function type(setting: Setting): string {
  const { values = [], min, max, units, open } = setting;
  if (values.length > longest) return `${setting.type} of [names](#names-of-instrumentations)`;
  if (values.length > 0) return `${setting.type}: ${values.map(code).join(' ')}${open ? ' or others' : ''}`;
  if (units) return `${setting.type}, with a unit or without`;
  if (min === undefined && max === undefined) return setting.type;
  return `${setting.type} from ${min ?? 0}${max === undefined ? '' : ` to ${max}`}`;
}

function preset(setting: Setting): string {
  if (setting.unset !== undefined) return setting.unset;
  if (setting.default !== undefined && `${setting.default}` !== '') return code(`${setting.default}`);
  return setting.fallback === undefined ? '' : `that of ${code(setting.fallback)}`;
}

function honoured({ engines: some = engines, instead }: Setting): string {
  return some.length === 0 ? `none: ${instead}` : some.map(code).join(' ');
}

function about({ about: sentence, adot = [], unsupported = {} }: Setting): string {
  const sentences: string[] = [sentence];
  if (adot.length > 0) sentences.push(`${code('adot')} also takes ${adot.map(code).join(', ')}.`);
  const others = Object.entries(unsupported).map(([value, cure]) =>
    adot.includes(value) ? `${code(value)} by other engines (${cure})` : `${code(value)} (${cure})`,
  );
  if (others.length > 0) sentences.push(`Not supported: ${others.join(', ')}.`);
  return sentences.join(' ');
}

function code(text: string): string {
  return `\`${text}\``;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
