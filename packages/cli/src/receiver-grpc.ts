import { Server, ServerCredentials, type ServiceDefinition, status, type UntypedHandleCall } from '@grpc/grpc-js';
import { decodeRequest } from './decode.ts';
import { CLOSE_TIMEOUT, listenError, toAuthority } from './listen.ts';
import type { Signal } from './received.ts';
import type { ReceiverOptions } from './receiver.ts';
import { DecodeError } from './values.ts';

const SERVICES: Record<Signal, string> = {
  traces: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  metrics: '/opentelemetry.proto.collector.metrics.v1.MetricsService/Export',
};

const passBytes = (bytes: Buffer): Buffer => bytes;

function toDefinition(path: string): ServiceDefinition {
  return {
    Export: {
      path,
      requestStream: false,
      responseStream: false,
      // Bytes stay bytes here: what a deserializer throws would be answered INTERNAL, and OTLP wants INVALID_ARGUMENT.
      requestSerialize: passBytes,
      requestDeserialize: passBytes,
      responseSerialize: passBytes,
      responseDeserialize: passBytes,
    },
  };
}

type UnaryCall = { request: Buffer };
type Reply = (error: { code: status; details: string } | null, response?: Buffer) => void;

/** The gRPC half of the receiver. */
export async function startGrpcReceiver(
  options: ReceiverOptions,
  maxBodyBytes: number,
): Promise<{ url: string; close(): Promise<void> }> {
  const host = options.host ?? '127.0.0.1';
  const port = options.grpcPort ?? 0;
  const server = new Server({ 'grpc.max_receive_message_length': maxBodyBytes });
  for (const [signal, path] of Object.entries(SERVICES) as [Signal, string][]) {
    const handler = ({ request }: UnaryCall, reply: Reply): void => {
      try {
        options.onBatch(decodeRequest(signal, 'application/x-protobuf', request));
      } catch (error) {
        const code = error instanceof DecodeError ? status.INVALID_ARGUMENT : status.INTERNAL;
        reply({ code, details: error instanceof Error ? error.message : String(error) });
        return;
      }
      reply(null, Buffer.alloc(0));
    };
    server.addService(toDefinition(path), { Export: handler as UntypedHandleCall });
  }
  const bound = await new Promise<number>((resolve, reject) => {
    server.bindAsync(toAuthority(host, port), ServerCredentials.createInsecure(), (error, boundPort) => {
      if (error) reject(listenError(error, host, port));
      else resolve(boundPort);
    });
  });
  return {
    url: `http://${toAuthority(host, bound)}`,
    close: () =>
      new Promise((resolve) => {
        const timer = setTimeout(() => server.forceShutdown(), CLOSE_TIMEOUT);
        server.tryShutdown(() => {
          clearTimeout(timer);
          resolve();
        });
      }),
  };
}
