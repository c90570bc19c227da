import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type AttributeValue,
  type Context,
  context as contextApi,
  propagation,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { setCorrelationId, setOperation, setUserHash } from '@spanwise/semconv';
import { processSettings } from './process-settings.ts';
import { type Fields, getOwnContext, requestAttributes, setOwnContext } from './request-context.ts';

/** What every line says that is written within `withLogContext`. */
export interface LogContext {
  /** The id by which a caller finds all that a request did. */
  correlationId?: string | undefined;
  /** The id of the user; lines and spans have a keyed hash of it only. */
  userId?: string | undefined;
  /** What the program calls the thing that it is doing, such as `checkout`. */
  operation?: string | undefined;
  tenant?: string | undefined;
  team?: string | undefined;
  costCenter?: string | undefined;
  costWeight?: number | undefined;
  tags?: readonly string[] | undefined;
  /** Further fields by the names that lines have them under. */
  fields?: Readonly<Record<string, AttributeValue>> | undefined;
}

/** For programs without an SDK, which have nothing that keeps the context of OpenTelemetry across awaits. */
let ownContexts: AsyncLocalStorage<Context> | undefined;

/** The context of what runs now. */
export function activeContext(): Context {
  const active = contextApi.active();
  return active === ROOT_CONTEXT ? (ownContexts?.getStore() ?? active) : active;
}

/**
 * Runs a function with a context for every line that is written within it and in what it starts, also after awaits. Inner
 * contexts add to outer ones. The same is put on the active span, and what `SPANWISE_LOG_BAGGAGE` names into baggage.
 * Whom costs are charged to stays what it is: that is `setOwner` of `@spanwise/cost`.
 *
 * @returns what the function returns
 */
export function withLogContext<T>(values: LogContext, fn: () => T): T {
  const outer = activeContext();
  const { baggage, pseudonym } = processSettings();
  const { correlationId, userId, operation, tenant, team, costCenter, costWeight: weight, tags = [], fields } = values;
  let context = outer;
  if (correlationId !== undefined) context = setCorrelationId(context, `${correlationId}`);
  if (userId !== undefined) context = setUserHash(context, pseudonym(`${userId}`));
  if (operation !== undefined) context = setOperation(context, `${operation}`);
  const own = getOwnContext(outer);
  context = setOwnContext(context, {
    owner: { ...own.owner, ...defined({ tenant, team, costCenter, weight }) },
    fields: { ...own.fields, ...fields },
    tags: [...own.tags, ...tags],
  });
  const attributes = requestAttributes(context);
  trace.getSpan(context)?.setAttributes(attributes);
  return run(withBaggage(context, attributes, baggage), fn);
}

function withBaggage(context: Context, attributes: Fields, names: readonly string[]): Context {
  const told = names.filter((name) => attributes[name] !== undefined);
  if (told.length === 0) return context;
  let members = propagation.getBaggage(context) ?? propagation.createBaggage();
  for (const name of told) members = members.setEntry(name, { value: `${attributes[name]}` });
  return propagation.setBaggage(context, members);
}

function run<T>(context: Context, fn: () => T): T {
  return contextApi.with(context, () => {
    if (contextApi.active() === context) return fn();
    ownContexts ??= new AsyncLocalStorage();
    return ownContexts.run(context, fn);
  });
}

function defined<T extends object>(values: T): Partial<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Partial<T>;
}
