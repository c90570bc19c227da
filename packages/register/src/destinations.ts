import { readFileSync } from 'node:fs';
import type { Destination, Signal } from '@spanwise/otlp';
import { type OtlpSettings, otlpSettings, type Settings } from '@spanwise/settings';
import { report } from './report.ts';

/**
 * Where each signal goes, by the OTLP exporter variables.
 *
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export function otlpDestinations(settings: Settings): Record<Signal, Destination> {
  return {
    traces: destination(settings, 'traces'),
    metrics: destination(settings, 'metrics'),
    logs: destination(settings, 'logs'),
  };
}

function destination(settings: Settings, signal: Signal): Destination {
  const { certificate, clientKey, clientCertificate, ...otlp } = otlpSettings(settings, signal);
  const ca = readPem(signal, 'CERTIFICATE', certificate);
  const key = readPem(signal, 'CLIENT_KEY', clientKey);
  const cert = readPem(signal, 'CLIENT_CERTIFICATE', clientCertificate);
  if ((key === undefined) !== (cert === undefined)) {
    reportOnce(
      'OTEL_EXPORTER_OTLP_CLIENT_KEY and OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: only one of the two is usable, expected both; no client certificate is sent',
    );
    return { ...otlp, tls: { ca } };
  }
  return { ...otlp, tls: { ca, key, cert } };
}

function readPem(signal: Signal, what: string, file: OtlpSettings['certificate']): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const own = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${what}`;
    const name = process.env[own] ? own : `OTEL_EXPORTER_OTLP_${what}`;
    reportOnce(
      `${name}: cannot read '${file}' (${(error as NodeJS.ErrnoException).code}), expected a PEM file; going on without`,
    );
    return undefined;
  }
}

const told = new Set<string>();

function reportOnce(line: string): void {
  if (told.has(line)) return;
  told.add(line);
  report(line);
}
