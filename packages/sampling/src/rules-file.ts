import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { createYamlReader } from '@spanwise/settings/yaml-reader';
import { LineCounter, parseDocument } from 'yaml';
import { healthChecks, type Rule } from './rule.ts';
import { type RulesReader, readRule } from './rule-reader.ts';

export interface RulesFile {
  /** With the shipped rule in front; empty when there is a problem. */
  readonly rules: readonly Rule[];
  /** What is wrong, a line each: file, line of the file, what was found, what was expected. */
  readonly problems: readonly string[];
}

/** Reads a file of sampling rules. Never throws: a file that cannot be used gives no rules and says why. */
export function readRules(path: string): RulesFile {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { rules: [], problems: [`${path}: cannot be read (${code ?? message}), expected a YAML file of rules`] };
  }
  return parseRules(text, basename(path));
}

/** The same for the text of a file. */
export function parseRules(text: string, file: string): RulesFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true });
  if (document.errors.length > 0) {
    const problems = document.errors.map(
      ({ message, pos }) => `${file}:${lines.linePos(pos[0]).line}: ${yamlProblem(message)}`,
    );
    return { rules: [], problems };
  }
  const reader = createYamlReader(document, lines, file);
  const rules = readFile(reader, document.contents);
  return reader.problems.length > 0 ? { rules: [], problems: reader.problems } : { rules, problems: [] };
}

function yamlProblem(message: string): string {
  return `this is no valid YAML: ${message.split('\n')[0]}`;
}

function readFile(reader: RulesReader, node: Parameters<RulesReader['fields']>[0]['node']): Rule[] {
  const root = { node, path: '', offset: 0 };
  if (node === null || node === undefined) {
    reader.complain(root, 'the file is empty, expected rules: and a list of them');
    return [];
  }
  const fields = reader.fields(root, ['rules', 'keep_health_checks']);
  if (fields === undefined) return [];
  const keepsHealthChecks = fields.keep_health_checks && reader.scalar(fields.keep_health_checks);
  if (fields.keep_health_checks !== undefined && typeof keepsHealthChecks !== 'boolean') {
    const got = reader.shown(fields.keep_health_checks);
    reader.complain(fields.keep_health_checks, `got ${got}, expected true or false`);
  }
  if (fields.rules === undefined) {
    // A missing key is told where one that was meant may have been told already.
    if (reader.problems.length === 0) reader.complain(root, 'there is no rules:, expected a list of rules');
    return [];
  }
  const names = new Set<string>(keepsHealthChecks === true ? [] : [healthChecks.name]);
  const rules = (reader.items(fields.rules) ?? []).flatMap((place) => readRule(reader, place, names) ?? []);
  if (rules.length === 0 && reader.problems.length === 0) {
    reader.complain(fields.rules, 'the list is empty, expected at least one rule');
  }
  tellUnreachable(reader, rules, fields.rules);
  return keepsHealthChecks === true ? rules : [healthChecks, ...rules];
}

/** A rule without conditions ends the list. */
function tellUnreachable(
  reader: RulesReader,
  rules: readonly Rule[],
  place: Parameters<RulesReader['items']>[0],
): void {
  const last = rules.findIndex(({ match }) => match === undefined || Object.keys(match).length === 0);
  if (last === -1 || last === rules.length - 1 || reader.problems.length > 0) return;
  const next = reader.items(place)![last + 1]!;
  reader.complain(
    next,
    `is never reached: rule '${rules[last]!.name}' has no match and takes every trace; move it to the end`,
  );
}
