import { cost } from './cost.ts';
import { declarative, exporterSelection, general } from './general.ts';
import { logging } from './logging.ts';
import { batchLogRecordProcessor, logRecordLimits } from './logs.ts';
import { metrics, otlpMetricsExporter, prometheusExporter } from './metrics.ts';
import { database, http, node, semanticConventions } from './node.ts';
import { otlpExporter, otlpLogs, otlpMetrics, otlpTraces } from './otlp-exporter.ts';
import { redaction } from './redaction.ts';
import { sampling } from './sampling.ts';
import type { Setting, SettingGroup } from './setting.ts';
import { spanwise } from './spanwise.ts';
import { attributeLimits, batchSpanProcessor, sampler, spanLimits, zipkinExporter } from './traces.ts';

/** Every setting, in the order of the documentation. */
export const settingsTable: readonly SettingGroup[] = [
  general,
  sampler,
  sampling,
  exporterSelection,
  otlpExporter,
  otlpTraces,
  otlpMetrics,
  otlpLogs,
  spanwise,
  redaction,
  cost,
  logging,
  batchSpanProcessor,
  batchLogRecordProcessor,
  metrics,
  otlpMetricsExporter,
  prometheusExporter,
  attributeLimits,
  spanLimits,
  logRecordLimits,
  node,
  http,
  database,
  semanticConventions,
  declarative,
  zipkinExporter,
];

type Table = typeof general.settings &
  typeof sampler.settings &
  typeof sampling.settings &
  typeof exporterSelection.settings &
  typeof otlpExporter.settings &
  typeof otlpTraces.settings &
  typeof otlpMetrics.settings &
  typeof otlpLogs.settings &
  typeof spanwise.settings &
  typeof redaction.settings &
  typeof cost.settings &
  typeof logging.settings &
  typeof batchSpanProcessor.settings &
  typeof batchLogRecordProcessor.settings &
  typeof metrics.settings &
  typeof otlpMetricsExporter.settings &
  typeof prometheusExporter.settings &
  typeof attributeLimits.settings &
  typeof spanLimits.settings &
  typeof logRecordLimits.settings &
  typeof node.settings &
  typeof http.settings &
  typeof database.settings &
  typeof semanticConventions.settings &
  typeof declarative.settings &
  typeof zipkinExporter.settings;

export type SettingName = keyof Table;

type Read<S> = S extends { type: 'boolean' }
  ? boolean
  : S extends { type: 'integer' | 'number' | 'duration' | 'timeout' | 'bytes' }
    ? number
    : S extends { type: 'map' }
      ? Readonly<Record<string, string>>
      : S extends { type: 'list' }
        ? readonly string[]
        : S extends { type: 'enum'; values: readonly (infer V)[] }
          ? V
          : string;

type Unset<S> = S extends { default: unknown } | { type: 'map' | 'list' }
  ? never
  : S extends { fallback: infer F extends SettingName }
    ? SettingValue<F>
    : undefined;

/** What `Settings.get` returns for a name: lists and maps are empty, other settings undefined, without a default. */
export type SettingValue<N extends SettingName> = Read<Table[N]> | Unset<Table[N]>;

/** Every setting by its name. */
export const settingsByName: ReadonlyMap<string, Setting> = new Map(
  settingsTable.flatMap((group) => Object.entries(group.settings)),
);
