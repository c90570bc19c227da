import type { Cost } from './fact.ts';
import { hostMatcher } from './host.ts';
import { fraction } from './money.ts';
import { costOfUsage, type UnitPrice } from './usage-cost.ts';

/** A price for calls of an API. */
export interface ApiPrice extends UnitPrice {
  /** A host name, or one that begins with `*.`. */
  host: string;
  /** The beginning of the path, in which `*` stands for one segment; undefined: every path. */
  route?: string | undefined;
  /** Undefined: every method. */
  method?: string | undefined;
}

export interface ApiCall {
  host: string;
  path: string;
  method: string;
}

/** The price for a call by the first rule that holds; undefined when none does, which is no cost at all. */
export function createApiPrices(prices: readonly ApiPrice[]): (call: ApiCall) => ApiPrice | undefined {
  const rules = prices.map((price) => ({
    price,
    isHost: hostMatcher(price.host),
    isPath: pathMatcher(price.route),
    method: price.method?.toUpperCase(),
  }));
  return ({ host, path, method }) =>
    rules.find(
      (rule) =>
        rule.isHost(host) && rule.isPath(path) && (rule.method === undefined || rule.method === method.toUpperCase()),
    )?.price;
}

function pathMatcher(route: string | undefined): (path: string) => boolean {
  if (route === undefined) return () => true;
  const wanted = route.split('/');
  return (path) => {
    const parts = path.split('?')[0]!.split('/');
    return wanted.every((part, index) => part === '*' || part === parts[index]);
  };
}

/** What a call of an API cost: one request at the price for it. */
export function costOfApiCall(price: ApiPrice): Cost {
  const { host, route = '' } = price;
  return costOfUsage(
    {
      category: 'api',
      provider: host.replace(/^\*\./, ''),
      sku: `${price.method ?? ''} ${host}${route}`.trim(),
      meter: 'Requests',
      unit: 'Requests',
      quantity: fraction(1),
      pricingUnit: 'Requests',
      pricingUnitSize: 1n,
    },
    price,
  );
}
