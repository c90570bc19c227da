import { type Dimension, fraction, type ReportEntry, toNanos } from '@spanwise/cost';
import { UsageError } from './usage.ts';

/** What the labels of `cost.amount` and the time of its samples tell. */
export const prometheusDimensions: readonly Dimension[] = ['tenant', 'team', 'cost_center', 'category', 'hour', 'day'];

/** One series with its samples, as the API of Prometheus gives them: seconds since 1970, and a decimal text. */
interface Series {
  metric: Record<string, string>;
  values: [time: number, value: string][];
}

// As the translations of names have it: with and without units and suffixes, and as it is.
const selector = '{__name__=~"cost[._]amount(_USD)?(_total)?"}';
const hourMillis = 3_600_000;
// A series that has a sample this long before is no new one.
const lookBackMillis = 600_000;

/**
 * What the processes that send their metrics to a Prometheus have spent in a time, from the raw samples of `cost.amount`:
 * `increase()` would guess beyond the first sample and the last, and leave out what a new series begins with.
 *
 * @param address of Prometheus; a user and a password in it are sent as basic authentication
 * @param from milliseconds since 1970
 * @throws UsageError for an address that is none, Error when it cannot be asked
 */
export async function entriesOfPrometheus(address: string, from: number, to: number): Promise<ReportEntry[]> {
  const start = from - lookBackMillis;
  const query = `${selector}[${Math.ceil((to - start) / 1000)}s]`;
  const series = await ask(address, new URLSearchParams({ query, time: String(to / 1000) }));
  return series.flatMap((one) => entriesOf(one, from));
}

async function ask(address: string, body: URLSearchParams): Promise<Series[]> {
  const url = URL.parse('api/v1/query', address.endsWith('/') ? address : `${address}/`);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UsageError(`--prometheus: got ${address}, expected an address such as http://localhost:9090`);
  }
  const { username, password } = url;
  url.username = '';
  url.password = '';
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`);
  const headers: Record<string, string> =
    username === '' ? {} : { authorization: `Basic ${credentials.toString('base64')}` };
  let text: string;
  try {
    const response = await fetch(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(60_000) });
    text = await response.text();
    if (!response.ok) throw new Error(`answered ${response.status} ${text.slice(0, 200)}`);
  } catch (error) {
    const { message, cause } = error as Error;
    throw new Error(`Prometheus at ${url.origin}: ${cause instanceof Error ? cause.message : message}`);
  }
  return seriesOf(text, url.origin);
}

function seriesOf(text: string, origin: string): Series[] {
  try {
    const { data } = JSON.parse(text);
    if (Array.isArray(data.result)) return data.result;
  } catch {
    // Said below.
  }
  throw new Error(`Prometheus at ${origin}: expected the answer of a query, got ${JSON.stringify(text.slice(0, 200))}`);
}

/** What a series grew by, hour by hour; a counter that falls has begun again. */
function entriesOf({ metric, values }: Series, from: number): ReportEntry[] {
  const byHour = new Map<number, bigint>();
  let before = 0n;
  for (const [seconds, value] of values) {
    if (!Number.isFinite(Number(value))) continue;
    const time = seconds * 1000;
    const nanos = toNanos(fraction(value));
    const grown = nanos < before ? nanos : nanos - before;
    before = nanos;
    if (time < from || grown === 0n) continue;
    const hour = Math.floor(time / hourMillis) * hourMillis;
    byHour.set(hour, (byHour.get(hour) ?? 0n) + grown);
  }
  const label = (name: string): string | undefined => metric[name] ?? metric[name.replaceAll('.', '_')];
  const owner = { tenant: label('tenant.id'), team: label('team.name'), costCenter: label('cost_center.id') };
  const category = (label('cost.category') ?? 'other') as ReportEntry['category'];
  return [...byHour].map(([hour, nanos]) => ({
    hour,
    owner,
    category,
    nanos,
    status: 'ok',
    // What its labels do not tell.
    provider: '',
    sku: '',
    route: undefined,
    region: undefined,
    resourceId: undefined,
    line: { meter: '' },
    calls: 0,
  }));
}
