import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { azureItemLimits, type TelemetryItem } from './azure-limits.ts';
import { firstBroken } from './limit.ts';

export const instrumentationKey = '11111111-2222-3333-4444-555555555555';

/** A server that speaks the intake of Application Insights, and refuses what it refuses. */
export interface Azure {
  readonly url: string;
  /** Items that were accepted. */
  readonly items: TelemetryItem[];
  /** Requests that came. */
  readonly requests: { items: number; bytes: number }[];
  /** Why items were refused. */
  readonly refused: string[];
  close(): Promise<void>;
}

/** What the collector must be given to send to the server on a port, also before there is one. */
export function connectionString(port: number): string {
  return `InstrumentationKey=${instrumentationKey};IngestionEndpoint=http://127.0.0.1:${port}/`;
}

/**
 * Starts the server: `POST /v2.1/track` with an item as JSON a line, packed or not. It answers as the service does, 200
 * when it has taken all, 206 with the indexes of those that it has not.
 * https://github.com/microsoft/ApplicationInsights-Home/blob/master/EndpointSpecs/ENDPOINT-PROTOCOL.md
 */
export async function startAzure(port = 0): Promise<Azure> {
  const items: TelemetryItem[] = [];
  const requests: Azure['requests'] = [];
  const refused: string[] = [];

  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (request.method !== 'POST' || !/^\/v2(?:\.1)?\/track$/.test(request.url!)) {
        refused.push(`${request.method} ${request.url}`);
        response.writeHead(404).end();
        return;
      }
      const packed = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(packed) : packed;
      const lines = body.toString().split('\n').filter(Boolean);
      requests.push({ items: lines.length, bytes: body.length });
      const errors = lines.flatMap((line, index) => {
        const reason = take(line);
        return reason === undefined ? [] : [{ index, statusCode: 400, message: reason }];
      });
      const answer = { itemsReceived: lines.length, itemsAccepted: lines.length - errors.length, errors };
      const status = errors.length === 0 ? 200 : answer.itemsAccepted === 0 ? 400 : 206;
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
    });
  });

  function take(line: string): string | undefined {
    const item: TelemetryItem = { ...JSON.parse(line), bytes: Buffer.byteLength(line) };
    const wrongKey = item.iKey !== instrumentationKey ? `no such instrumentation key: ${item.iKey}` : undefined;
    const reason = firstBroken(azureItemLimits, item) ?? wrongKey;
    if (reason === undefined) items.push(item);
    else refused.push(reason);
    return reason;
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    items,
    requests,
    refused,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
