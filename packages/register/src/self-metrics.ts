import { type Attributes, type BatchObservableResult, metrics, type Observable } from '@opentelemetry/api';
import type { Destination, Sender, Signal } from '@spanwise/otlp';
import manifest from '../package.json' with { type: 'json' };

const signals: Record<Signal, { name: string; component: string; unit: string }> = {
  traces: { name: 'span', component: 'span', unit: '{span}' },
  logs: { name: 'log', component: 'log', unit: '{log_record}' },
  metrics: { name: 'metric_data_point', component: 'metric', unit: '{data_point}' },
};

/**
 * Publishes what the sender has sent, holds and dropped as the `otel.sdk.*` metrics of the semantic conventions, read
 * from its counters at collection. What was dropped is `otel.sdk.exporter.*.exported` with an `error.type`, such as
 * `queue_full`. The convention counts queues in items; ours is bounded in bytes, so that bound is a metric of our own.
 *
 * https://opentelemetry.io/docs/specs/semconv/otel/sdk-metrics/
 */
export function observeSender(sender: Sender, destinations: Record<Signal, Destination>): void {
  const meter = metrics.getMeter('@spanwise/otlp', manifest.version);
  const series = (Object.keys(signals) as Signal[]).map((signal) => {
    const { name, unit } = signals[signal];
    return {
      signal,
      attributes: componentAttributes(signal, destinations[signal]),
      exported: meter.createObservableCounter(`otel.sdk.exporter.${name}.exported`, { unit }),
      inFlight: meter.createObservableUpDownCounter(`otel.sdk.exporter.${name}.inflight`, { unit }),
    };
  });
  const queueUsage = meter.createObservableUpDownCounter('spanwise.otlp.queue.usage', { unit: 'By' });
  const queueLimit = meter.createObservableUpDownCounter('spanwise.otlp.queue.limit', { unit: 'By' });

  function observe(result: BatchObservableResult): void {
    const stats = sender.stats();
    for (const { signal, attributes, exported, inFlight } of series) {
      const { exported: delivered, dropped, inFlightItems } = stats.signals[signal];
      result.observe(exported, delivered, attributes);
      for (const [type, count] of Object.entries(dropped)) {
        result.observe(exported, count, { ...attributes, 'error.type': type });
      }
      result.observe(inFlight, inFlightItems, attributes);
    }
    result.observe(queueUsage, stats.bytes);
    result.observe(queueLimit, stats.capacityBytes);
  }

  const observables: Observable[] = series.flatMap(({ exported, inFlight }) => [exported, inFlight]);
  meter.addBatchObservableCallback(observe, [...observables, queueUsage, queueLimit]);
}

function componentAttributes(signal: Signal, { protocol, url }: Destination): Attributes {
  const { component } = signals[signal];
  const transport = { grpc: 'grpc', 'http/protobuf': 'http', 'http/json': 'http_json' }[protocol];
  const type = `otlp_${transport}_${component}_exporter`;
  const { hostname, port, protocol: scheme } = new URL(url.includes('://') ? url : `http://${url}`);
  return {
    'otel.component.type': type,
    'otel.component.name': `${type}/0`,
    'server.address': hostname,
    'server.port': Number(port) || (scheme === 'https:' ? 443 : 80),
  };
}
