import { type Attributes, type Context, context as contextApi, trace } from '@opentelemetry/api';
import type { ReadableSpan, Span, SpanProcessor } from '@opentelemetry/sdk-trace';
import { createSlot } from '@spanwise/semconv';
import { type Account, accountOf, noteRoute, routeOf } from './account.ts';
import type { CpuTouch } from './cpu-touch.ts';
import { httpAttribute } from './http-attributes.ts';
import { outputAttribute, readInferenceSpan, usageAttribute } from './inference-span.ts';
import type { CostMeter } from './meter.ts';
import { toNumber } from './money.ts';
import { isNamed, ownerAttributes } from './owner.ts';
import type { SpansMade } from './spans-made.ts';

export interface CostProcessorOptions {
  /** Gives the meter when the first span has something to meter. */
  meter: () => CostMeter | undefined;
  /** Decides on an owner that a peer named, when the address of the peer is known. */
  checkPeer?: ((account: Account, address: unknown) => void) | undefined;
  /** Whether calls of hosts, bytes sent and runs of functions have prices: then more than calls of models is looked at. */
  metersCalls?: boolean | undefined;
  /** Is told when requests run and when they wait. */
  cpu?: CpuTouch | undefined;
  /** Counts sampled spans, when sending them has a price; together with `metersCalls`. */
  made?: SpansMade | undefined;
}

// SpanKind of the API, which is a TypeScript enum.
const INTERNAL = 0;
const SERVER = 1;
const CLIENT = 2;
const CONSUMER = 4;

// TraceFlags of the API.
const SAMPLED = 1;

/** A call of a model within another one, as far as their spans are known. */
interface InferenceNode {
  span: object;
  parent: InferenceNode | undefined;
  /** Whether something within it was metered: then it only repeats. */
  isMetered: boolean;
}

/**
 * A span processor that meters what spans say was used, writes what it cost on them, and on the first span of a request
 * who pays and what it cost in all. It comes before the processor that exports. It works for spans that are recorded:
 * see `createCostSampler` for those that are not sampled.
 */
export function createCostProcessor({
  meter,
  checkPeer,
  metersCalls = false,
  cpu,
  made,
}: CostProcessorOptions): SpanProcessor {
  const roots = rootAccounts();
  const accounts = createSlot<Account>();
  const nodes = createSlot<InferenceNode>();
  let liveNodes = 0;

  function onStart(span: Span, parentContext: Context): void {
    const account = accountOf(parentContext);
    if (account !== undefined) {
      if (account.claimed !== undefined) checkPeer?.(account, httpAttribute(span.attributes, 'peer'));
      if (account.root === undefined) {
        account.root = span;
        roots.put(span, account);
        cpu?.enter(account);
      } else cpu?.leave(account);
      if (metersCalls || cpu !== undefined) setAccount(span, account, parentContext);
    }
    const isModel = (span.kind === CLIENT || span.kind === INTERNAL) && hasModelKey(span);
    if (!isModel && liveNodes === 0) return;
    const parentSpan = trace.getSpan(parentContext);
    const parent = parentSpan === undefined ? undefined : nodes.get(parentSpan);
    if (isModel) {
      if (account !== undefined) setAccount(span, account, parentContext);
      nodes.put(span, { span, parent, isMetered: false });
      liveNodes++;
    } else if (parent !== undefined) nodes.put(span, parent);
  }

  function setAccount(span: Span, account: Account, context: Context): void {
    accounts.put(span, account);
    noteRoute(account, context);
  }

  function onEnding(span: Span): void {
    const node = liveNodes === 0 ? undefined : nodes.get(span);
    if (span.kind === CLIENT || span.kind === INTERNAL) {
      if (hasUsage(span)) meterInference(span, node);
      else if (metersCalls && span.kind === CLIENT) meterCall(span);
    }
    if (node?.span === span) liveNodes--;
    if (metersCalls && (span.kind === SERVER || span.kind === CONSUMER)) meterServed(span);
    const account = roots.get(span);
    if (made !== undefined && (span.spanContext().traceFlags & SAMPLED) !== 0) {
      made.add(account ?? accounts.get(span), span.instrumentationScope.name);
    }
    if (account !== undefined) finishRoot(span, account);
    if (cpu !== undefined) touchEnd(span, account);
  }

  /** What a request waited for is there, and it goes on; or it is through, and whatever comes next is somebody else's. */
  function touchEnd(span: Span, root: Account | undefined): void {
    if (root === undefined) cpu?.enter(accounts.get(span));
    else {
      cpu?.leave(root);
      cpu?.enter(undefined);
    }
  }

  function meterInference(span: Span, node: InferenceNode | undefined): void {
    const { attributes } = span;
    // What is above only repeats; an agent whose calls have no spans of their own is all that is known of them.
    if (node?.isMetered) return;
    const inference = readInferenceSpan(attributes);
    if (inference === undefined) return;
    for (let above = node?.parent; above !== undefined; above = above.parent) above.isMetered = true;
    write(span, meter()?.inference(inference, spendingOf(span, 'llm')));
  }

  function meterCall(span: Span): void {
    const { attributes } = span;
    const host = httpAttribute(attributes, 'host');
    if (typeof host !== 'string') return;
    const url = URL.parse(String(httpAttribute(attributes, 'url') ?? ''));
    const method = String(httpAttribute(attributes, 'method') ?? '');
    if (url !== null && method !== '') {
      write(span, meter()?.apiCall({ host, path: url.pathname, method }, spendingOf(span, 'api')));
    }
    meterBytes(span, httpAttribute(attributes, 'requestBytes'), host);
  }

  function meterServed(span: Span): void {
    const { attributes } = span;
    meterBytes(span, httpAttribute(attributes, 'responseBytes'), String(httpAttribute(attributes, 'client') ?? ''));
    const invocation = attributes['faas.invocation_id'] ?? attributes['faas.invocation.id'];
    const memory = Number(span.resource.attributes['faas.max_memory']);
    if (typeof invocation !== 'string' || !(memory > 0)) return;
    const provider = String(
      span.resource.attributes['cloud.platform'] ?? span.resource.attributes['cloud.provider'] ?? '',
    );
    const run = { provider, memoryMb: memory / 1024 ** 2, millis: millisSince(span.startTime) };
    write(span, meter()?.run(run, { ...spendingOf(span, 'compute'), key: invocation }));
  }

  function meterBytes(span: Span, bytes: unknown, host: string): void {
    const costMeter = meter();
    if (!Number.isSafeInteger(bytes) || costMeter === undefined) return;
    if (Object.keys(costMeter.prices.book.egress).length === 0) return;
    write(span, costMeter.egress(bytes as number, host, spendingOf(span, 'egress')));
  }

  function spendingOf(span: Span, category: string): Parameters<CostMeter['record']>[1] {
    const { traceId, spanId } = span.spanContext();
    const account = accounts.get(span) ?? roots.get(span) ?? accountOf(contextApi.active());
    const [seconds, nanos] = span.startTime;
    return {
      key: `${traceId}/${spanId}/${category}`,
      time: seconds * 1000 + Math.floor(nanos / 1e6),
      account,
      route: account && routeOf(account),
      region: textOf(span.resource.attributes['cloud.region']),
      resourceId: textOf(span.resource.attributes['cloud.resource_id']),
      traceId,
    };
  }

  function finishRoot(span: Span, account: Account): void {
    made?.finish(account);
    if (account.spent === 0n) {
      // Who would have paid is known without a meter, which is not loaded for that.
      const { owner, source } = account;
      if (owner !== undefined && isNamed(owner)) write(span, ownerAttributes({ owner, source }));
      return;
    }
    const found = meter()?.ownerOf(account, routeOf(account));
    if (found !== undefined && isNamed(found.owner)) write(span, ownerAttributes(found));
    span.setAttribute('cost.total.amount', toNumber(account.spent));
  }

  return {
    onStart,
    onEnding,
    onEnd(_span: ReadableSpan) {},
    async forceFlush() {},
    async shutdown() {},
  };
}

/** Spans of our own engine have a field for it, which takes a tenth of the time of a slot. */
function rootAccounts(): { get(span: object): Account | undefined; put(span: object, account: Account): void } {
  const slot = createSlot<Account>();
  return {
    get: (span) => ('account' in span ? (span.account as Account | undefined) : slot.get(span)),
    put(span, account) {
      if ('account' in span) span.account = account;
      else slot.put(span, account);
    },
  };
}

function write(span: Span, attributes: Attributes | undefined): void {
  if (attributes === undefined) return;
  const before = span.attributes['cost.amount'];
  const amount = attributes['cost.amount'];
  if (before === undefined) span.setAttributes(attributes);
  // The call has a price, and what it sent has one, too: what is said of the first one stays.
  else if (amount !== undefined)
    span.setAttribute('cost.amount', Math.round((Number(before) + Number(amount)) * 1e9) / 1e9);
}

/**
 * The names of a span's attributes. Spans of our own engine list them, and reading `attributes` would make an object for
 * each span.
 */
function keysOf(span: Span): readonly string[] {
  return (span as unknown as { attributeKeys?: readonly string[] }).attributeKeys ?? Object.keys(span.attributes);
}

function hasModelKey(span: Span): boolean {
  const keys = keysOf(span);
  for (let index = 0; index < keys.length; index++) if (keys[index]!.startsWith('gen_ai.')) return true;
  return false;
}

function hasUsage(span: Span): boolean {
  const keys = keysOf(span);
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!;
    if (key === usageAttribute || key === outputAttribute || key === 'gen_ai.usage.prompt_tokens') return true;
  }
  return false;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function millisSince([seconds, nanos]: [number, number]): number {
  return Math.max(1, Date.now() - seconds * 1000 - nanos / 1e6);
}
