import { join } from 'node:path';
import { Server, ServerCredentials, type ServiceDefinition, status, type UntypedHandleCall } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { cached } from './cache.ts';
import { type CloudBody, type CloudRequest, cloudLimits, type Method, seriesIn, services } from './google-limits.ts';
import { firstBroken } from './limit.ts';
import { run } from './recipe.ts';

const version = '6.0.1';

/** A server that speaks the gRPC of Cloud Trace, Cloud Monitoring and Cloud Logging, and refuses what they refuse. */
export interface Google {
  /** `host:port`, for all three. */
  readonly endpoint: string;
  /** The requests that were accepted, by method. */
  readonly accepted: Record<Method, CloudBody[]>;
  /** Why requests were refused. */
  readonly refused: string[];
  /** As long as it is set, requests are answered with RESOURCE_EXHAUSTED, as those above a quota are. */
  isQuotaUsedUp: boolean;
  /** Hands a request to the server, as it would come over the wire. Returns why it is refused, undefined if it is not. */
  handle(method: Method, request: object): string | undefined;
  close(): Promise<void>;
}

/** Starts the server. Google's published protos come from npm, once. */
export async function startGoogle(port = 0): Promise<Google> {
  const root = await loadProtos();
  const accepted = Object.fromEntries(
    Object.keys(services).map((method) => [method, []]),
  ) as unknown as Google['accepted'];
  const refused: string[] = [];
  const lastPoints = new Map<string, number>();

  function requestType(method: Method): protobuf.Type {
    return root.lookupType(root.lookupService(services[method]).methods[method]!.requestType);
  }

  function take(method: Method, bytes: Uint8Array): string | undefined {
    const type = requestType(method);
    const body = type.toObject(type.decode(bytes), { longs: Number, enums: String, defaults: false });
    const request: CloudRequest = { method, bytes: bytes.length, body, lastPoints };
    const reason = firstBroken(cloudLimits[method], request);
    if (reason !== undefined) {
      refused.push(`${method}: ${reason}`);
      return reason;
    }
    for (const { key, end } of seriesIn(request)) lastPoints.set(key, end);
    accepted[method].push(body);
    return undefined;
  }

  const google = {
    endpoint: '',
    accepted,
    refused,
    isQuotaUsedUp: false,
    handle(method: Method, request: object): string | undefined {
      const type = requestType(method);
      return take(method, type.encode(type.fromObject(request)).finish());
    },
    close: async (): Promise<void> => server.forceShutdown(),
  };
  const server = new Server({ 'grpc.max_receive_message_length': -1 });
  for (const service of new Set(Object.values(services))) {
    const methods = (Object.keys(services) as Method[]).filter((method) => services[method] === service);
    server.addService(
      Object.fromEntries(methods.map((method) => [method, definition(`/${service}/${method}`)])) as ServiceDefinition,
      Object.fromEntries(
        methods.map((method) => {
          const handler = ({ request }: { request: Buffer }, reply: Reply): void => {
            if (google.isQuotaUsedUp) {
              reply({ code: status.RESOURCE_EXHAUSTED, details: 'quota exceeded' });
              return;
            }
            const reason = take(method, request);
            // Without fields, each of the answers is no bytes.
            if (reason === undefined) reply(null, Buffer.alloc(0));
            else reply({ code: status.INVALID_ARGUMENT, details: reason });
          };
          return [method, handler as UntypedHandleCall];
        }),
      ),
    );
  }
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error, value) => {
      if (error) reject(error);
      else resolve(value);
    });
  });
  google.endpoint = `127.0.0.1:${bound}`;
  return google;
}

type Reply = (error: { code: status; details: string } | null, response?: Buffer) => void;

function definition(path: string): object {
  const passBytes = (bytes: Buffer): Buffer => bytes;
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: passBytes,
    requestDeserialize: passBytes,
    responseSerialize: passBytes,
    responseDeserialize: passBytes,
  };
}

async function loadProtos(): Promise<protobuf.Root> {
  const folder = await cached(`google-proto-files-${version}`, (target) =>
    run(
      'npm',
      ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', `google-proto-files@${version}`],
      {
        cwd: target,
        env: { npm_config_prefix: target },
        needs: "Google's protos come from npm",
      },
    ),
  );
  const root = new protobuf.Root();
  root.resolvePath = (_origin, path) => join(folder, 'node_modules/google-proto-files', path);
  return root.load([
    'google/devtools/cloudtrace/v2/tracing.proto',
    'google/monitoring/v3/metric_service.proto',
    'google/logging/v2/logging.proto',
  ]);
}
