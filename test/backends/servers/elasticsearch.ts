import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { configFolder } from './collector.ts';
import { javaHome } from './java.ts';
import { freePorts } from './ports.ts';
import { hashOf, recipeFolder, run } from './recipe.ts';
import { answers, type Server, startServer } from './server.ts';

const version = '9.5.3';
const recipe = recipeFolder('elasticsearch');
const needs = 'Elasticsearch comes from Maven Central by `mvn` and runs on a JDK';

/**
 * The home of Elasticsearch, unpacked once (needs Maven and a JDK). It is the distribution that integration tests of
 * plugins use: the real server with fewer modules, without lifecycle management among others.
 */
export function unpackElasticsearch(): Promise<string> {
  return cached(`elasticsearch-${version}-${hashOf(recipe)}`, async (target) => {
    const work = mkdtempSync(join(tmpdir(), 'elasticsearch-unpack-'));
    try {
      const artifact = `org.elasticsearch.distribution.integ-test-zip:elasticsearch:${version}:zip`;
      const copy = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
      await run('mvn', ['-q', '-B', copy, `-Dartifact=${artifact}`, `-DoutputDirectory=${work}`], { cwd: work, needs });
      const bin = join(javaHome(), 'bin');
      const home = join(work, `elasticsearch-${version}`);
      await run(join(bin, 'jar'), ['--extract', '--file', `${home}.zip`], { cwd: work, needs });
      for (const file of readdirSync(join(home, 'bin'))) chmodSync(join(home, 'bin', file), 0o755);
      cpSync(join(recipe, 'elasticsearch.yml'), join(home, 'config/elasticsearch.yml'));
      const plugin = join(home, 'plugins/root');
      mkdirSync(plugin, { recursive: true });
      cpSync(join(recipe, 'root-plugin/plugin-descriptor.properties'), join(plugin, 'plugin-descriptor.properties'));
      const source = join(recipe, 'root-plugin/RootPlugin.java');
      const classes = join(work, 'classes');
      await run(join(bin, 'javac'), ['--release', '21', '-cp', join(home, 'lib/*'), '-d', classes, source], {
        cwd: work,
        needs,
      });
      await run(join(bin, 'jar'), ['--create', '--file', join(plugin, 'root.jar'), '-C', classes, '.'], {
        cwd: work,
        needs,
      });
      // It would be made by the first start: by two at once, when tests begin side by side.
      await run(join(home, 'bin/elasticsearch-keystore'), ['create'], {
        cwd: work,
        env: { ES_JAVA_HOME: javaHome() },
        needs,
      });
      for (const entry of readdirSync(home)) renameAcross(join(home, entry), join(target, entry));
    } finally {
      rmSync(work, { recursive: true, force: true });
    }
  });
}

/** A running Elasticsearch. */
export interface Elasticsearch extends Server {
  readonly url: string;
  readonly ports: ElasticsearchPorts;
  /** A request with a JSON body, and the JSON answered. Throws when the status is not 2xx. */
  request<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** Makes what has been written visible to searches. */
  refresh(): Promise<void>;
}

export interface ElasticsearchPorts {
  http: number;
  transport: number;
}

export interface ElasticsearchOptions {
  /** Where it keeps its data, to come back with what it had; a new folder that is removed at the end by default. */
  dataDirectory?: string;
  /** Ports to come back on. */
  ports?: ElasticsearchPorts;
}

/** Starts Elasticsearch on free ports, with half a gigabyte of heap. Takes some 15 s. */
export async function startElasticsearch(options: ElasticsearchOptions = {}): Promise<Elasticsearch> {
  const home = await unpackElasticsearch();
  const ports = options.ports ?? (await elasticsearchPorts());
  const work = mkdtempSync(join(tmpdir(), 'elasticsearch-'));
  const data = options.dataDirectory ?? join(work, 'data');
  const settings = {
    'http.port': ports.http,
    'transport.port': ports.transport,
    'path.data': data,
    'path.logs': join(work, 'logs'),
  };
  const command = [
    join(home, 'bin/elasticsearch'),
    ...Object.entries(settings).flatMap(([name, value]) => ['-E', `${name}=${value}`]),
  ];
  // It refuses to run as root: there it gets a user namespace in which it is not.
  const asUser = process.getuid?.() === 0 ? ['unshare', '--user', '--map-user=1000', '--map-group=1000'] : [];
  const [program, ...args] = [...asUser, ...command];
  const url = `http://127.0.0.1:${ports.http}`;
  const server = await startServer(
    program!,
    args,
    {
      env: {
        PATH: process.env.PATH,
        ES_JAVA_HOME: javaHome(),
        ES_TMPDIR: work,
        // The fastest start.
        ES_JAVA_OPTS: '-Xms512m -Xmx512m -XX:-UseG1GC -XX:+UseSerialGC -XX:TieredStopAtLevel=1',
      },
    },
    () => answers(`${url}/_cluster/health?wait_for_status=yellow&timeout=30s`),
  );
  const elasticsearch: Elasticsearch = {
    ...server,
    url,
    ports,
    async request(method, path, body) {
      const response = await fetch(`${url}/${path}`, {
        method,
        headers: { 'content-type': 'application/json' },
        body: body === undefined ? null : JSON.stringify(body),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return JSON.parse(text);
    },
    async refresh() {
      await elasticsearch.request('POST', '_refresh');
    },
    async stop(signal) {
      await server.stop(signal);
      rmSync(work, { recursive: true, force: true });
    },
  };
  return elasticsearch;
}

export async function elasticsearchPorts(): Promise<ElasticsearchPorts> {
  const [http, transport] = await freePorts(2);
  return { http: http!, transport: transport! };
}

/** Moves a file or folder, also to another file system. */
function renameAcross(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EXDEV') throw error;
    cpSync(from, to, { recursive: true });
  }
}

/**
 * Puts the templates of `collector-config/servers/elasticsearch/`, without lifecycles, which this distribution lacks:
 * the index templates name theirs as optional.
 */
export async function putTemplates(elasticsearch: Elasticsearch): Promise<void> {
  const folder = join(configFolder, 'servers/elasticsearch');
  for (const kind of ['_component_template', '_index_template']) {
    for (const file of readdirSync(join(folder, kind))) {
      if (file.endsWith('-lifecycle.json')) continue;
      const template = JSON.parse(readFileSync(join(folder, kind, file), 'utf8'));
      await elasticsearch.request('PUT', `${kind}/${file.replace('.json', '')}`, template);
    }
  }
}
