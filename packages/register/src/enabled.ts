import type { Settings } from '@spanwise/settings';

/**
 * Off unless enabled by name. `fs` and `host-metrics` are upstream's own choice; `dns` and `net` make traces of nothing
 * but a look-up or a connection (https://github.com/open-telemetry/opentelemetry-js-contrib/issues/2453); `router` records
 * what `express` 5 already does, and adds a listener a layer, until Node.js warns of a leak on stderr.
 */
const offByDefault: readonly string[] = ['dns', 'fs', 'host-metrics', 'net', 'router'];

/**
 * Says which instrumentations are wanted, by `OTEL_NODE_ENABLED_INSTRUMENTATIONS` and
 * `OTEL_NODE_DISABLED_INSTRUMENTATIONS`.
 */
export function enabledInstrumentations(settings: Settings): (name: string) => boolean {
  const disabled: readonly string[] = settings.get('OTEL_NODE_DISABLED_INSTRUMENTATIONS');
  const chosen: readonly string[] = settings.get('OTEL_NODE_ENABLED_INSTRUMENTATIONS');
  return (name) =>
    !disabled.includes(name) && (chosen.length > 0 ? chosen.includes(name) : !offByDefault.includes(name));
}
