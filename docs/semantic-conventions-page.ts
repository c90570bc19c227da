import { type RegistryAttribute, type RegistryGroup, type RegistryMetric, readRegistry } from './semconv-registry.ts';

/** The page of our own names, as Markdown. */
export function renderSemanticConventions(): string {
  const { attributes, groups, metrics, events } = readRegistry();
  return `# Semantic conventions

Spanwise uses the names of OpenTelemetry's
[semantic conventions](https://opentelemetry.io/docs/specs/semconv/) wherever they have one. These are the others. They
are kept in \`packages/semconv/registry\` in the format of the conventions themselves (\`file_format: definition/2\`), so
that \`weaver registry check\` and \`weaver registry live-check\` read them; the constants in \`@spanwise/semconv\` and this
page are generated from there.

All are in development: a name may change while OpenTelemetry finds one of its own.

## Attributes

| Name | Type | What it says |
|---|---|---|
${attributes.map(attributeRow).join('\n')}

## Values

| Attribute | Value | What it means |
|---|---|---|
${attributes.flatMap(memberRows).join('\n')}

## Groups

${groups.map(group).join('\n\n')}

## Metrics

| Name | Instrument | Unit | What it counts | Attributes |
|---|---|---|---|---|
${metrics.map(metricRow).join('\n')}

## Events

${events.map(group).join('\n\n')}
`;
}

function attributeRow({ key, type, brief, note, examples = [] }: RegistryAttribute): string {
  const shown = examples.map((example) => `\`${JSON.stringify(example)}\``).join(', ');
  const text = [sentence(brief), note === undefined ? '' : sentence(note), shown && `For example ${shown}.`];
  return `| \`${key}\` | ${typeof type === 'string' ? type : 'enum'} | ${cell(text.filter(Boolean).join(' '))} |`;
}

function memberRows({ key, type }: RegistryAttribute): string[] {
  if (typeof type === 'string') return [];
  return type.members.map(({ value, brief }) => `| \`${key}\` | \`${value}\` | ${cell(sentence(brief))} |`);
}

function metricRow({ name, instrument, unit, brief, attributes = [] }: RegistryMetric): string {
  const names = attributes.map(({ ref }) => `\`${ref}\``).join(', ');
  return `| \`${name}\` | ${instrument} | \`${unit}\` | ${cell(sentence(brief))} | ${names} |`;
}

function group({ id, brief, attributes = [] }: RegistryGroup): string {
  const rows = attributes.map(({ ref, requirement_level: level }) => {
    const text = typeof level === 'string' ? level.replace('_', '-') : `required ${level.conditionally_required}`;
    return `| \`${ref}\` | ${text} |`;
  });
  return `**\`${id}\`**: ${sentence(brief)}\n\n| Attribute | Requirement |\n|---|---|\n${rows.join('\n')}`;
}

function sentence(text: string): string {
  return text.trim().replaceAll(/\s+/g, ' ');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}
