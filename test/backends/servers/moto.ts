import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cached } from './cache.ts';
import { freePorts } from './ports.ts';
import { hashOf, recipeFolder, run } from './recipe.ts';
import { answers, type Server, startServer } from './server.ts';

const version = '5.2.5';
const needs = 'AWS is played by moto, which needs Python 3.10 or newer with its venv module';

/** A running moto: AWS's APIs, of which CloudWatch Logs is the one that is read back. */
export interface Moto extends Server {
  readonly url: string;
  readonly port: number;
  /** What the collector must have in its environment to send here. */
  readonly env: Record<string, string>;
  /** All events of a log group, in the order of their streams. */
  logEvents(logGroup: string): Promise<LogEvent[]>;
}

export interface LogEvent {
  timestamp: number;
  message: string;
}

/** The folder of moto's Python environment, made once (needs Python). */
function installMoto(): Promise<string> {
  const recipe = recipeFolder('moto');
  return cached(`moto-${version}-${hashOf(recipe)}`, async (target) => {
    const options = { cwd: target, needs };
    await run('python3', ['-m', 'venv', 'venv'], options);
    const requirements = join(recipe, 'requirements.txt');
    await run(pythonOf(target), ['-m', 'pip', 'install', '--quiet', '--no-deps', '-r', requirements], options);
  });
}

/** Starts moto; on `port`, to be away at first and come then. */
export async function startMoto(port?: number): Promise<Moto> {
  const folder = await installMoto();
  const chosen = port ?? (await freePorts(1))[0]!;
  const url = `http://127.0.0.1:${chosen}`;
  const server = await startServer(
    pythonOf(folder),
    ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(chosen)],
    { env: { PATH: process.env.PATH, HOME: tmpdir() } },
    () => answers(`${url}/moto-api/`),
  );
  return {
    ...server,
    url,
    port: chosen,
    env: motoEnvironment(chosen),
    async logEvents(logGroupName) {
      const { logStreams } = await ask<{ logStreams: { logStreamName: string }[] }>('DescribeLogStreams', {
        logGroupName,
      });
      const events: LogEvent[] = [];
      for (const { logStreamName } of logStreams) {
        events.push(...(await readStream(logGroupName, logStreamName)));
      }
      return events;
    },
  };

  async function readStream(logGroupName: string, logStreamName: string): Promise<LogEvent[]> {
    const events: LogEvent[] = [];
    let nextToken: string | undefined;
    for (;;) {
      const page = await ask<{ events: LogEvent[]; nextForwardToken: string }>('GetLogEvents', {
        logGroupName,
        logStreamName,
        startFromHead: true,
        ...(nextToken !== undefined && { nextToken }),
      });
      events.push(...page.events);
      if (page.events.length === 0 || page.nextForwardToken === nextToken) return events;
      nextToken = page.nextForwardToken;
    }
  }

  async function ask<Answer>(operation: string, body: object): Promise<Answer> {
    const response = await fetch(url, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': `Logs_20140328.${operation}`,
        // moto reads the service from here and does not look at the signature.
        authorization:
          'AWS4-HMAC-SHA256 Credential=a/20200101/us-east-1/logs/aws4_request, SignedHeaders=host, Signature=a',
      },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Answer;
    if (response.status !== 200) throw new Error(`${operation}: ${response.status} ${JSON.stringify(answer)}`);
    return answer;
  }
}

/** The environment of a collector that sends to a moto on this port, also before there is one. */
export function motoEnvironment(port: number): Record<string, string> {
  return {
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_LOGS_ENDPOINT: `http://127.0.0.1:${port}`,
  };
}

function pythonOf(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'venv/Scripts/python.exe') : join(folder, 'venv/bin/python');
}
