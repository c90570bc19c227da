import { above, type Limit } from './limit.ts';

/** One item of Application Insights, as it stands on a line of a request. */
export interface TelemetryItem {
  /** The line's own length in bytes. */
  bytes: number;
  name?: string;
  time?: string;
  iKey?: string;
  tags?: Record<string, string>;
  data?: { baseType?: string; baseData?: BaseData };
}

interface BaseData {
  ver?: number;
  id?: string;
  name?: string;
  message?: string;
  data?: string;
  target?: string;
  responseCode?: string;
  resultCode?: string;
  url?: string;
  properties?: Record<string, string>;
  measurements?: Record<string, number>;
  metrics?: { name?: string; value?: number }[];
}

const model = 'https://learn.microsoft.com/azure/azure-monitor/app/data-model-complete';
const serviceLimits =
  'https://learn.microsoft.com/azure/azure-monitor/fundamentals/service-limits#application-insights';

/** What a field of the data model may be long, in characters. */
const fieldLengths = {
  RequestData: { id: 512, name: 1024, responseCode: 1024, url: 2048 },
  RemoteDependencyData: { id: 512, name: 1024, data: 8192, target: 1024, resultCode: 1024 },
  MessageData: { message: 32_768 },
  EventData: { name: 512 },
  MetricData: {},
  ExceptionData: {},
} as Record<string, Partial<Record<keyof BaseData, number>>>;

export const azureItemLimits: readonly Limit<TelemetryItem>[] = [
  {
    allows: 'items with a name, a time, an instrumentation key and data of a known type',
    source: model,
    broken: ({ name, time, iKey, data }) =>
      name && !Number.isNaN(Date.parse(time ?? '')) && iKey && Object.hasOwn(fieldLengths, data?.baseType ?? '')
        ? undefined
        : `${name} ${time} ${data?.baseType}`,
  },
  { allows: '64 kB for an item', source: serviceLimits, broken: ({ bytes }) => above(65_536, [['bytes', bytes]]) },
  {
    allows: 'the length of each field',
    source: model,
    broken: ({ data }) => {
      for (const [field, limit] of Object.entries(fieldLengths[data?.baseType ?? ''] ?? {})) {
        const value = data?.baseData?.[field as keyof BaseData];
        if (typeof value === 'string' && value.length > limit) return `${value.length} of ${limit} (${field})`;
      }
      return undefined;
    },
  },
  {
    allows: '150 characters for the name of a property',
    source: serviceLimits,
    broken: ({ data }) =>
      above(
        150,
        [data?.baseData?.properties, data?.baseData?.measurements].flatMap((map) =>
          Object.keys(map ?? {}).map((key): [string, number] => [key, key.length]),
        ),
      ),
  },
  {
    allows: '8,192 characters for the value of a property',
    source: serviceLimits,
    broken: ({ data }) =>
      above(
        8192,
        Object.entries(data?.baseData?.properties ?? {}).map(([key, value]) => [key, value.length]),
      ),
  },
  {
    allows: '1,024 characters for the name of a metric',
    source: model,
    broken: ({ data }) =>
      above(
        1024,
        (data?.baseData?.metrics ?? []).map(({ name = '' }) => ['name', name.length]),
      ),
  },
];
