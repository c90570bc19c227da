import type { Destination, Signal } from './destination.ts';
import { certificateCode } from './retry.ts';

/** What to do about a failing destination: a sentence that names the cause or the setting, '' when there is none. */
export function cure(errorType: string, message: string, destination: Destination, signal: Signal): string {
  const grpc = destination.protocol === 'grpc';
  if (errorType === 'ECONNREFUSED') return 'Is a collector listening there? See OTEL_EXPORTER_OTLP_ENDPOINT.';
  if (errorType === 'ENOTFOUND' || errorType === 'EAI_AGAIN')
    return 'Is the host name right? See OTEL_EXPORTER_OTLP_ENDPOINT.';
  if (errorType === 'timeout') return 'See OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_TIMEOUT.';
  if (/alert|CERTIFICATE_REQUIRED/i.test(message))
    return 'See OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY.';
  if (/^ERR_OSSL_(PEM|X509|EVP|ASN1|DECODER)/.test(errorType)) {
    return 'See OTEL_EXPORTER_OTLP_CERTIFICATE, OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE and OTEL_EXPORTER_OTLP_CLIENT_KEY.';
  }
  if (certificateCode.test(errorType)) return 'See OTEL_EXPORTER_OTLP_CERTIFICATE.';
  if (errorType === 'EPROTO' || /wrong version number|packet length too long/i.test(message)) {
    return 'Does that port speak TLS? See the scheme of OTEL_EXPORTER_OTLP_ENDPOINT.';
  }
  if (errorType.startsWith('HPE_') || errorType.startsWith('ERR_HTTP2_')) {
    return `Does that port speak ${grpc ? 'gRPC' : 'HTTP'}? See OTEL_EXPORTER_OTLP_PROTOCOL (4317 is usually gRPC, 4318 HTTP).`;
  }
  if (/^(401|403|UNAUTHENTICATED|PERMISSION_DENIED)$/.test(errorType)) {
    return 'See OTEL_EXPORTER_OTLP_HEADERS for the credentials.';
  }
  if (/^(404|405|UNIMPLEMENTED)$/.test(errorType)) {
    return grpc
      ? `Does the server take ${signal}? See OTEL_EXPORTER_OTLP_ENDPOINT.`
      : `Is the path ${new URL(destination.url).pathname} right? See OTEL_EXPORTER_OTLP_ENDPOINT.`;
  }
  if (/^3\d\d$/.test(errorType)) return 'Set OTEL_EXPORTER_OTLP_ENDPOINT to where it redirects.';
  if (errorType === '413' || errorType === 'RESOURCE_EXHAUSTED')
    return 'Send smaller batches or raise the limit of the server.';
  if (errorType === '400' || errorType === '415' || errorType === 'INVALID_ARGUMENT') {
    return 'Does the server speak OTLP? See OTEL_EXPORTER_OTLP_PROTOCOL.';
  }
  if (errorType === 'ERR_INVALID_CHAR' || errorType === 'ERR_INVALID_HTTP_TOKEN')
    return 'See OTEL_EXPORTER_OTLP_HEADERS.';
  return '';
}

const nouns: Record<Signal, [one: string, many: string]> = {
  traces: ['span', 'spans'],
  metrics: ['metric data point', 'metric data points'],
  logs: ['log record', 'log records'],
};

/** `1,234 spans and 1 log record`; '' when all are 0. */
export function countItems(items: Partial<Record<Signal, number>>): string {
  const parts: string[] = [];
  for (const [signal, [one, many]] of Object.entries(nouns) as [Signal, [string, string]][]) {
    const count = items[signal] ?? 0;
    if (count > 0) parts.push(`${groupDigits(count)} ${count === 1 ? one : many}`);
  }
  const last = parts.pop() ?? '';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

/** As `toLocaleString('en')`, without loading Intl. */
function groupDigits(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** `32 MiB`, `512 KiB` or `100 bytes`. */
export function formatBytes(bytes: number): string {
  if (bytes >= 2 ** 20) return `${Number((bytes / 2 ** 20).toFixed(1))} MiB`;
  return bytes >= 2 ** 10 ? `${Number((bytes / 2 ** 10).toFixed(1))} KiB` : `${bytes} bytes`;
}
