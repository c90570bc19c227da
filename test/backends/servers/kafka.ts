import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { javaHome } from './java.ts';
import { freePorts } from './ports.ts';
import { hashOf, recipeFolder, run } from './recipe.ts';
import { type Server, startServer } from './server.ts';

const version = '4.4.0';

/** A running Kafka of one broker. */
export interface Kafka extends Server {
  /** `host:port` of its broker. */
  readonly broker: string;
}

/** The folder of Kafka's libraries, fetched once (needs Maven). */
function installKafka(): Promise<string> {
  const recipe = recipeFolder('kafka');
  return cached(`kafka-${version}-${hashOf(recipe)}`, async (target) => {
    cpSync(recipe, target, { recursive: true });
    const output = `-DoutputDirectory=${join(target, 'libs')}`;
    await run('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', output], {
      cwd: target,
      env: { JAVA_HOME: javaHome() },
      needs: 'Kafka comes by Maven',
    });
  });
}

/** Starts Kafka 4 with a new, empty folder that is removed at the end. */
export async function startKafka(): Promise<Kafka> {
  const folder = await installKafka();
  const work = mkdtempSync(join(tmpdir(), 'kafka-'));
  const [port, controller] = await freePorts(2);
  const java = join(javaHome(), 'bin/java');
  const base = [
    '-Xms256m',
    '-Xmx256m',
    `-Dlog4j2.configurationFile=${join(folder, 'log4j2.yaml')}`,
    '-cp',
    join(folder, 'libs', '*'),
  ];
  const properties = join(work, 'server.properties');
  writeFileSync(properties, propertiesOf(port!, controller!, join(work, 'data')));
  const id = randomBytes(16).toString('base64url');
  const options = { cwd: work, needs: 'Kafka needs a JDK' };
  await run(java, [...base, 'kafka.tools.StorageTool', 'format', '-t', id, '-c', properties], options);
  const server = await startServer(java, [...base, 'kafka.Kafka', properties], { cwd: work }, (log) =>
    log.includes('Kafka Server started'),
  );
  return {
    ...server,
    broker: `127.0.0.1:${port}`,
    async stop(signal) {
      await server.stop(signal);
      rmSync(work, { recursive: true, force: true });
    },
  };
}

function propertiesOf(port: number, controller: number, data: string): string {
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${port}
controller.listener.names=CONTROLLER
listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT
log.dirs=${data}
num.partitions=3
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
share.coordinator.state.topic.replication.factor=1
share.coordinator.state.topic.min.isr=1
group.initial.rebalance.delay.ms=0
auto.create.topics.enable=true
`;
}
