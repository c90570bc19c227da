import { diag } from '@opentelemetry/api';
import type { NodeSDKConfiguration } from '@opentelemetry/sdk-node';
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';
import { createBatchedSpans, sampled } from './batched-spans.ts';
import { createBatchedLogs, throughPolicies } from './log-pipeline.ts';
import { createMetricPipeline } from './metric-pipeline.ts';
import type { Outlet, SignalPipeline } from './pipeline.ts';
import { redactSpans } from './redact-spans.ts';

/** What ADOT gives to NodeSDK; its SDK 2 has the same shapes as ours, and one metric reader. */
export type AdotConfiguration = Pick<
  NodeSDKConfiguration,
  'resource' | 'sampler' | 'spanProcessors' | 'textMapPropagator' | 'logRecordProcessors' | 'metricReaders' | 'views'
> & { metricReader?: unknown };

export interface Replaced {
  configuration: AdotConfiguration;
  pipelines: SignalPipeline[];
  /** True when exporters of ADOT's own are left: X-Ray and CloudWatch with signed requests, UDP in Lambda, EMF. */
  hasOwnExporters: boolean;
  /** What these have not delivered. */
  unsent: { spans: number; 'log records': number };
}

/**
 * Puts our way out in the place of ADOT's plain OTLP exporters, and leaves the exporters that only AWS has.
 *
 * Processors do not publish their exporter, nor the exporter of Application Signals the one it wraps: `test/adot.test.ts`
 * watches these fields.
 */
export function replaceExporters(configuration: AdotConfiguration, outlet: Outlet): Replaced {
  const pipelines: SignalPipeline[] = [];
  const unsent = { spans: 0, 'log records': 0 };
  let hasOwnExporters = configuration.metricReader !== undefined;

  function spanProcessor(processor: SpanProcessor): SpanProcessor {
    const exporter = exporterOf(processor);
    const isBatching = processor.constructor.name === 'BatchSpanProcessor';
    if (isBatching && isPlain(exporter)) return added(createBatchedSpans(outlet));
    if (isBatching && isPlain(exporter?.delegate)) return added(createBatchedSpans(outlet, passingThrough(exporter!)));
    if (!isRemote(exporter)) return processor;
    hasOwnExporters = true;
    return isBatching ? counting(processor, exporter!) : processor;
  }

  /** What exports waits behind the keeper, when there are rules about traces; what changes or measures spans does not. */
  function behindKeeper(processors: SpanProcessor[]): SpanProcessor[] {
    const keepInto = outlet.sampling?.keepInto;
    const exporting = processors.filter(exportsSampled);
    if (keepInto === undefined || exporting.length === 0) return processors.map(spanProcessor);
    const keeper = keepInto(exporting.map(spanProcessor));
    pipelines.unshift({ drain: keeper.decideAll, size: keeper.size });
    return [...processors.filter((processor) => !exporting.includes(processor)).map(spanProcessor), keeper];
  }

  function counting(processor: SpanProcessor, exporter: Exporter): SpanProcessor {
    onDelivery(exporter, (count) => {
      unsent.spans -= count;
    });
    return {
      onStart: (span, context) => processor.onStart(span, context),
      onEnd(span) {
        if (span.spanContext().traceFlags & sampled) unsent.spans++;
        processor.onEnd(span);
      },
      forceFlush: () => processor.forceFlush(),
      shutdown: () => processor.shutdown(),
    };
  }

  function logRecordProcessor(processor: LogRecordProcessor): LogRecordProcessor {
    const exporter = exporterOf(processor);
    if (isPlain(exporter)) return added(createBatchedLogs(outlet));
    if (!isRemote(exporter)) return processor;
    hasOwnExporters = true;
    onDelivery(exporter!, (count) => {
      unsent['log records'] -= count;
    });
    return {
      onEmit(record, context) {
        unsent['log records']++;
        processor.onEmit(record, context);
      },
      forceFlush: () => processor.forceFlush(),
      shutdown: () => processor.shutdown(),
    };
  }

  function added<T>(pipeline: SignalPipeline & { processor: T }): T {
    pipelines.push(pipeline);
    return pipeline.processor;
  }

  const { spanProcessors = [], logRecordProcessors = [], metricReader, views = [] } = configuration;
  const replaced: AdotConfiguration = {
    ...configuration,
    spanProcessors: behindKeeper(spanProcessors),
    logRecordProcessors: throughPolicies(logRecordProcessors.map(logRecordProcessor), outlet),
  };
  if (outlet.redaction !== undefined) replaced.spanProcessors!.unshift(redactSpans(outlet.redaction));
  if (metricReader === undefined) {
    const metrics = createMetricPipeline(outlet);
    pipelines.push(metrics);
    replaced.metricReaders = metrics.readers;
    replaced.views = [...views, ...metrics.views];
  }
  return { configuration: replaced, pipelines, hasOwnExporters, unsent };
}

type LogRecordProcessor = NonNullable<NodeSDKConfiguration['logRecordProcessors']>[number];

interface Exporter {
  export(items: unknown[], done: (result: { code: number; error?: Error }) => void): void;
  shutdown(): Promise<void>;
  forceFlush?(): Promise<void>;
  /** The one that it wraps. */
  delegate?: Exporter;
}

function exporterOf(processor: object): Exporter | undefined {
  return (processor as { _exporter?: Exporter })._exporter;
}

/** Those of upstream, for each of the protocols; the ones that sign requests for AWS have names of their own. */
function isPlain(exporter: Exporter | undefined): boolean {
  return exporter !== undefined && /^OTLP(Trace|Log)Exporter$/.test(exporter.constructor.name);
}

function isRemote(exporter: Exporter | undefined): boolean {
  return exporter !== undefined && !exporter.constructor.name.includes('Console');
}

/** Not the one that sends what was not sampled, of Lambda and of agents. */
function exportsSampled(processor: SpanProcessor): boolean {
  return exporterOf(processor) !== undefined && processor.constructor.name !== 'AwsBatchUnsampledSpanProcessor';
}

function onDelivery(exporter: Exporter, delivered: (count: number) => void): void {
  const send = exporter.export;
  exporter.export = (items, done) =>
    send.call(exporter, items, (result) => {
      if (result.code === succeeded) delivered(items.length);
      done(result);
    });
}

/** Sends spans through an exporter that changes them for the one it wraps, which becomes ours. */
function passingThrough(exporter: Exporter) {
  let next: (spans: ReadableSpan[]) => void = () => {};
  exporter.delegate = {
    export(spans, done) {
      next(spans as ReadableSpan[]);
      done({ code: succeeded });
    },
    shutdown: async () => {},
  };
  return (spans: ReadableSpan[], write: typeof next): void => {
    next = write;
    try {
      exporter.export(spans, () => {});
    } catch (error) {
      diag.error(`${spans.length} spans could not be exported`, error);
    }
  };
}

// ExportResultCode.SUCCESS of upstream, which is a TypeScript enum.
const succeeded = 0;
