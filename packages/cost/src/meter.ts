import { randomUUID } from 'node:crypto';
import type { Attributes } from '@opentelemetry/api';
import type { CostAlias, Owner } from '@spanwise/semconv';
import { type Account, createAccount } from './account.ts';
import { type ApiCall, costOfApiCall, createApiPrices } from './api-call.ts';
import { costAttributes } from './cost-attributes.ts';
import { costOfEgress, createDestinations } from './egress.ts';
import { type Cost, type Fact, totalOf } from './fact.ts';
import { costOfInference, type Inference } from './inference.ts';
import type { Ledger } from './ledger.ts';
import { type FoundOwner, mergeOwners, nobody } from './owner.ts';
import type { Prices } from './prices.ts';
import { createRouteOwners, type RouteOwner } from './route-owner.ts';
import { costOfRun } from './serverless.ts';

export interface CostMeterOptions {
  prices: Prices;
  ledger: Ledger;
  /** Whose the service is: what no request is charged to anybody else. */
  resourceOwner?: Owner | undefined;
  routes?: readonly RouteOwner[] | undefined;
  /** Further names that the cost of inference is written under; default `semconv-443`. */
  aliases?: readonly CostAlias[] | undefined;
  /** Dollars from which the cost of one query is told. */
  queryAlert?: { nanos: bigint; told: (fact: Fact) => void } | undefined;
}

/** Where something was spent. */
export interface Spending {
  /** What tells it from everything else; default: a key of its own, so that it counts. */
  key?: string | undefined;
  time: number;
  account?: Account | undefined;
  route?: string | undefined;
  region?: string | undefined;
  resourceId?: string | undefined;
  traceId?: string | undefined;
}

/** Puts prices on what was used and books it. */
export interface CostMeter {
  /**
   * Books a cost on the account of its request, or on the service's owner.
   * @returns the attributes for the span that spent it; undefined when it was booked before
   */
  record(cost: Cost, spending: Spending): Attributes | undefined;
  inference(inference: Inference, spending: Spending): Attributes | undefined;
  /** A call of another host: undefined when there is no price for it, which is the usual case. */
  apiCall(call: ApiCall, spending: Spending): Attributes | undefined;
  egress(bytes: number, host: string, spending: Spending): Attributes | undefined;
  run(run: Parameters<typeof costOfRun>[0], spending: Spending): Attributes | undefined;
  /** Who pays for a request. */
  ownerOf(account: Account | undefined, route?: string): FoundOwner;
  readonly prices: Prices;
}

export function createCostMeter(options: CostMeterOptions): CostMeter {
  const { prices, ledger, resourceOwner = {}, routes = [], queryAlert } = options;
  const { aliases = ['semconv-443'] } = options;
  const { book } = prices;
  const ofRoute = createRouteOwners(routes);
  const ofResource: FoundOwner = mergeOwners({ owner: resourceOwner, source: 'resource' }, nobody);
  const priceOfCall = createApiPrices(book.apis);
  const classOf = createDestinations(book.destinations);

  function ownerOf(account: Account | undefined, route?: string): FoundOwner {
    const { owner = {}, source = 'unattributed' } = account ?? createAccount();
    const byRoute = ofRoute(route);
    const weaker = byRoute === undefined ? ofResource : mergeOwners({ owner: byRoute, source: 'route' }, ofResource);
    return mergeOwners({ owner: owner ?? {}, source }, weaker);
  }

  function record(cost: Cost, spending: Spending): Attributes | undefined {
    const { account, key = randomUUID(), time, route, region, resourceId, traceId } = spending;
    const { owner, source: ownerSource } = ownerOf(account, route);
    const fact: Fact = { ...cost, key, time, owner, ownerSource, route, region, resourceId, traceId };
    if (!ledger.book(fact)) return undefined;
    const total = totalOf(fact.lines) ?? 0n;
    if (account !== undefined) account.spent += total;
    if (queryAlert !== undefined && fact.category === 'query' && total >= queryAlert.nanos) queryAlert.told(fact);
    return costAttributes(fact, aliases);
  }

  return {
    record,
    inference(inference, spending) {
      const { provider, model } = inference;
      return record(costOfInference(inference, prices.model(provider, model, spending.time)), spending);
    },
    apiCall(call, spending) {
      const price = priceOfCall(call);
      return price && record(costOfApiCall(price), spending);
    },
    egress: (bytes, host, spending) => record(costOfEgress(bytes, classOf(host), book.egress), spending),
    run: (run, spending) => record(costOfRun(run, book.serverless), spending),
    ownerOf,
    prices,
  };
}
