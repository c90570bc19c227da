import { type Metadata, Server, ServerCredentials, type ServiceError, type sendUnaryData } from '@grpc/grpc-js';

interface GrpcReceived {
  path: string;
  metadata: Metadata;
  body: Buffer;
}

export type GrpcAnswerer = (
  request: GrpcReceived,
  done: (error: Partial<ServiceError> | null, body?: Buffer) => void,
) => void;

export interface GrpcReceiver extends AsyncDisposable {
  url: string;
  port: number;
  requests: GrpcReceived[];
  answer: GrpcAnswerer;
  close(): void;
}

const paths = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
};

/** A gRPC server by grpc-js, as a collector in its strictest form, that keeps what it got. */
export async function startGrpcReceiver(
  answer: GrpcAnswerer = (_, done) => done(null, Buffer.alloc(0)),
  credentials: ServerCredentials = ServerCredentials.createInsecure(),
  port = 0,
): Promise<GrpcReceiver> {
  const server = new Server();
  const identity = (bytes: Buffer): Buffer => bytes;
  for (const path of Object.values(paths)) {
    server.register(
      path,
      (call: { request: Buffer; metadata: Metadata }, done: sendUnaryData<Buffer>) => {
        const received = { path, metadata: call.metadata, body: call.request };
        receiver.requests.push(received);
        receiver.answer(received, (error, body) => done(error, body));
      },
      identity,
      identity,
      'unary',
    );
  }
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, credentials, (error, boundPort) => {
      if (error) reject(error);
      else resolve(boundPort);
    });
  });
  const close = (): void => server.forceShutdown();
  const receiver: GrpcReceiver = {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    requests: [],
    answer,
    close,
    [Symbol.asyncDispose]: async () => close(),
  };
  return receiver;
}
