import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parse,
  parseDocument,
  visit,
  type YAMLMap,
} from 'yaml';
import type { ConfigFile } from './collector-files.ts';
import { type ComponentClass, type ComponentNames, classes } from './collector-names.ts';
import { withDefaults } from './collector-variables.ts';
import { didYouMean } from './usage.ts';

/** Something wrong in a configuration. A warning does not keep the collector from starting. */
export interface Problem {
  file: string;
  line: number;
  level: 'error' | 'warning';
  message: string;
}

/** A key or a value with its place. */
interface Place {
  id: string;
  file: string;
  line: number;
}

/** A list that depends on a variable without a default is undefined: not known here. */
interface Pipeline extends Place {
  receivers: Place[] | undefined;
  processors: Place[] | undefined;
  exporters: Place[] | undefined;
}

/** What several files amount to, each thing with its place. */
interface Whole {
  defined: Record<ComponentClass, Map<string, Place>>;
  /** Extensions that the service starts; undefined when no file says. */
  started: Place[] | undefined;
  pipelines: Map<string, Pipeline>;
  /** Extensions that components use: `storage: …`, `authenticator: …`. */
  uses: Place[];
}

const sections = [...classes, 'service'];
const signals = ['traces', 'metrics', 'logs', 'profiles'];
const lists = ['receivers', 'processors', 'exporters'] as const;

/**
 * Checks names and structure of files that make one configuration together, without a collector: YAML, sections, names
 * of components, and that pipelines and components refer to what exists. What a component's own settings mean only the
 * collector knows.
 */
export function checkFiles(files: readonly ConfigFile[], components: ComponentNames): Problem[] {
  const problems: Problem[] = [];
  const whole: Whole = {
    defined: Object.fromEntries(classes.map((kind) => [kind, new Map()])) as Whole['defined'],
    started: undefined,
    pipelines: new Map(),
    uses: [],
  };
  for (const file of files) readFile(file, whole, problems);
  // References into a file that could not be read would only repeat that.
  if (problems.some(({ level }) => level === 'error')) return problems;
  checkNames(whole, components, problems);
  checkPipelines(whole, problems);
  checkConnectors(whole, problems);
  checkExtensions(whole, problems);
  return problems;
}

function readFile({ name: file, text }: ConfigFile, whole: Whole, problems: Problem[]): void {
  const counter = new LineCounter();
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false });
  const lineOf = (node: unknown): number => counter.linePos((node as Node | null)?.range?.[0] ?? 0).line;
  const say = (node: unknown, message: string): void => {
    problems.push({ file, line: lineOf(node), level: 'error', message });
  };
  const placeOf = (node: unknown): Place => ({ id: textOf(node), file, line: lineOf(node) });
  const listOf = (node: unknown, what: string): Place[] | undefined => {
    if (isSeq(node)) return node.items.map(placeOf);
    if (textOf(node) === 'null') return [];
    const text = withDefaults(textOf(node));
    if (text === undefined) return undefined;
    const value: unknown = isScalar(node) && text !== textOf(node) ? parse(text) : undefined;
    if (Array.isArray(value)) return value.map((id) => ({ ...placeOf(node), id: String(id) }));
    say(node, `${what} is ${textOf(node)}, expected a list`);
    return [];
  };

  for (const { pos, message } of document.errors) {
    problems.push({ file, line: counter.linePos(pos[0]).line, level: 'error', message });
  }
  if (document.errors.length > 0) return;
  if (!isMap(document.contents)) {
    say(document.contents, 'expected a map with receivers, exporters, service and so on');
    return;
  }

  for (const { key, value } of document.contents.items) {
    const section = textOf(key);
    if (!sections.includes(section)) say(key, `no such section: ${section}${didYouMean(section, sections)}`);
    else if (section === 'service') readService(value);
    else if (isMap(value)) {
      const places = value.items.map((entry) => placeOf(entry.key));
      for (const place of places) whole.defined[section as ComponentClass].set(place.id, place);
    } else if (textOf(value) !== 'null') say(value, `${section} is ${textOf(value)}, expected a map`);
  }
  visit(document, {
    Pair(_key, { key, value }, path) {
      const parent = path.findLast(isPair);
      const isUse =
        textOf(parent?.key) === 'sending_queue' ? textOf(key) === 'storage' : textOf(key) === 'authenticator';
      // What a variable says is not known here.
      if (isUse && isScalar(value) && typeof value.value === 'string' && !/\$\{/.test(value.value)) {
        whole.uses.push(placeOf(value));
      }
    },
  });

  function readService(service: unknown): void {
    if (!isMap(service)) {
      say(service, 'service is empty, expected pipelines');
      return;
    }
    const extensions = service.get('extensions', true);
    if (extensions !== undefined) whole.started = listOf(extensions, 'service.extensions');
    const pipelines = service.get('pipelines');
    if (pipelines === undefined) return;
    if (!isMap(pipelines)) {
      say(service.get('pipelines', true), 'service.pipelines is empty, expected a map');
      return;
    }
    for (const { key, value } of pipelines.items) readPipeline(placeOf(key), value);
  }

  function readPipeline(place: Place, value: unknown): void {
    const pipeline = whole.pipelines.get(place.id) ?? { ...place, receivers: [], processors: [], exporters: [] };
    whole.pipelines.set(place.id, pipeline);
    if (!isMap(value)) return;
    for (const pair of (value as YAMLMap).items) {
      const name = textOf(pair.key);
      if (!(lists as readonly string[]).includes(name)) {
        say(pair.key, `pipeline ${place.id} has no ${name}${didYouMean(name, lists)}`);
        continue;
      }
      pipeline[name as (typeof lists)[number]] = listOf(pair.value, `${name} of pipeline ${place.id}`);
    }
  }
}

function checkNames({ defined }: Whole, components: ComponentNames, problems: Problem[]): void {
  for (const kind of classes) {
    const known = components.names[kind];
    for (const place of defined[kind].values()) {
      const type = typeOf(place.id);
      if (known.includes(type)) continue;
      const now = components.renamed[kind]?.[type];
      if (now !== undefined && known.includes(now)) {
        problems.push({ ...at(place), level: 'warning', message: `${type} is an old name, write ${now}` });
        continue;
      }
      const elsewhere = classes.find((other) => other !== kind && components.names[other].includes(type));
      const cure = elsewhere === undefined ? didYouMean(type, known) : `; there is one among the ${elsewhere}`;
      error(problems, place, `no ${kind.slice(0, -1)} ${type} in ${components.of}${cure}`);
    }
  }
}

function checkPipelines({ defined, pipelines, started }: Whole, problems: Problem[]): void {
  if (pipelines.size === 0) {
    const place = [...Object.values(defined).flatMap((map) => [...map.values()]), ...(started ?? [])][0];
    error(problems, place ?? { id: '', file: '', line: 1 }, 'there is no pipeline: service.pipelines is missing');
  }
  for (const pipeline of pipelines.values()) {
    const signal = typeOf(pipeline.id);
    if (!signals.includes(signal)) {
      error(
        problems,
        pipeline,
        `a pipeline is one of ${signals.join(', ')}, got ${signal}${didYouMean(signal, signals)}`,
      );
    }
    for (const list of lists) {
      const candidates = new Set(defined[list].keys());
      if (list !== 'processors') for (const id of defined.connectors.keys()) candidates.add(id);
      for (const used of pipeline[list] ?? []) {
        if (candidates.has(used.id)) continue;
        const one = list.slice(0, -1);
        const meant = didYouMean(used.id, candidates);
        error(problems, used, `pipeline ${pipeline.id}: ${one} ${used.id} is not defined${meant}`);
      }
      if (list !== 'processors' && pipeline[list]?.length === 0) {
        error(problems, pipeline, `pipeline ${pipeline.id} has no ${list}`);
      }
    }
  }
}

/** A connector that only one side uses stops the collector. */
function checkConnectors({ defined, pipelines }: Whole, problems: Problem[]): void {
  const all = [...pipelines.values()];
  for (const { id } of defined.connectors.values()) {
    const writer = all.flatMap(({ exporters }) => exporters ?? []).find((used) => used.id === id);
    const reader = all.flatMap(({ receivers }) => receivers ?? []).find((used) => used.id === id);
    if (writer !== undefined && reader === undefined) {
      error(problems, writer, `connector ${id} has no pipeline that receives from it`);
    }
    if (reader !== undefined && writer === undefined) {
      error(problems, reader, `connector ${id} has no pipeline that exports to it`);
    }
  }
}

function checkExtensions({ defined, started, uses }: Whole, problems: Problem[]): void {
  const known = defined.extensions;
  for (const place of started ?? []) {
    if (!known.has(place.id)) {
      error(problems, place, `extension ${place.id} is not defined${didYouMean(place.id, known.keys())}`);
    }
  }
  const running = new Set((started ?? []).map(({ id }) => id));
  for (const use of uses) {
    if (running.has(use.id)) continue;
    const cure = known.has(use.id) ? ': service.extensions lacks it' : didYouMean(use.id, known.keys());
    error(problems, use, `extension ${use.id} is used and not started${cure}`);
  }
}

function error(problems: Problem[], place: Place, message: string): void {
  problems.push({ ...at(place), level: 'error', message });
}

function at({ file, line }: Place): { file: string; line: number } {
  return { file, line };
}

/** `otlp` of `otlp/second`. */
function typeOf(id: string): string {
  return id.split('/', 1)[0]!;
}

function textOf(node: unknown): string {
  if (isScalar(node)) return String(node.value);
  if (isAlias(node)) return `*${node.source}`;
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  return String(node ?? 'null');
}
