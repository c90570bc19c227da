import type { Attributes } from '@opentelemetry/api';
import { aliasAttributes, type CostAlias, type InferenceCost } from '@spanwise/semconv';
import { type Fact, type Line, totalOf } from './fact.ts';
import { toNumber } from './money.ts';
import { ownerAttributes } from './owner.ts';

/** What a fact says, as attributes of the span that spent it. */
export function costAttributes(fact: Fact, aliases: readonly CostAlias[]): Attributes {
  const { category, source, status, sku, price, lines, owner, ownerSource } = fact;
  const total = status === 'ok' ? totalOf(lines) : undefined;
  const [first] = lines;
  const same = lines.filter(({ unit }) => unit === first?.unit);
  const attributes: Attributes = {
    ...ownerAttributes({ owner, source: ownerSource }),
    'cost.category': category,
    'cost.source': source,
    'cost.status': status,
    'cost.price.sku': sku,
  };
  if (first !== undefined) {
    attributes['cost.quantity'] = toNumber(same.reduce((sum, { quantity }) => sum + quantity, 0n));
    attributes['cost.unit'] = first.unit;
  }
  if (price !== undefined) {
    attributes['cost.basis'] = price.basis;
    attributes['cost.confidence'] = price.confidence;
    attributes['cost.price.source'] = price.source;
    if (price.asOf !== '') attributes['cost.price.as_of'] = price.asOf;
  }
  if (total === undefined) return attributes;
  attributes['cost.amount'] = toNumber(total);
  attributes['cost.currency'] = 'USD';
  if (category === 'llm' && aliases.length > 0)
    Object.assign(attributes, aliasAttributes(inferenceCost(fact, total), aliases));
  return attributes;
}

function inferenceCost({ lines, source }: Fact, total: bigint): InferenceCost {
  const part = (...meters: string[]): number | undefined => {
    const some = lines.filter(({ meter }) => meters.includes(meter));
    return some.length === 0 ? undefined : toNumber(some.reduce(sumOfLines, 0n));
  };
  return {
    amount: toNumber(total),
    currency: 'USD',
    source: source === 'provider' ? 'provider' : 'local',
    // What a provider reports is one sum.
    parts:
      source === 'provider'
        ? {}
        : {
            input: part('Input Tokens', 'Input Audio Tokens', 'Input Image Tokens'),
            output: part('Output Tokens', 'Reasoning Tokens', 'Output Audio Tokens', 'Output Image Tokens'),
            cacheRead: part('Cache Read Tokens', 'Cache Read Audio Tokens'),
            cacheWrite: part('Cache Write Tokens', 'Cache Write 1h Tokens'),
            reasoning: part('Reasoning Tokens'),
          },
  };
}

function sumOfLines(sum: bigint, { nanos }: Line): bigint {
  return sum + (nanos ?? 0n);
}
