import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type { MetricProducer } from '@opentelemetry/sdk-metrics';
import type { Settings } from '@spanwise/settings';
import { report } from './report.ts';

/**
 * Serves `/metrics` for Prometheus to scrape, on `OTEL_EXPORTER_PROMETHEUS_HOST` and `_PORT`. A port that
 * is taken is one line, and the program runs without the endpoint.
 */
export function createPrometheusReader(settings: Settings, metricProducers: MetricProducer[]): PrometheusExporter {
  const host = settings.get('OTEL_EXPORTER_PROMETHEUS_HOST');
  const port = settings.get('OTEL_EXPORTER_PROMETHEUS_PORT');
  const reader = new PrometheusExporter({ host, port, preventServerStart: true, metricProducers });
  reader.startServer().catch((error: NodeJS.ErrnoException) => {
    report(
      `OTEL_EXPORTER_PROMETHEUS_PORT: cannot listen on ${host}:${port} (${error.code ?? error.message}), expected a free port; metrics are not served`,
    );
  });
  return reader;
}
