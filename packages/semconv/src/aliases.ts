import type { Attributes } from '@opentelemetry/api';

/** What a call of a model cost, in the unit of `currency`. */
export interface InferenceCost {
  amount: number;
  /** By ISO 4217. */
  currency: string;
  source: 'provider' | 'local';
  /** What of the amount is for which tokens; a part that is not priced apart is not there. */
  parts: { input?: number; output?: number; cacheRead?: number; cacheWrite?: number; reasoning?: number };
}

/** Names that others use for the cost of inference. None is in the semantic conventions yet. */
export type CostAlias = 'semconv-443' | 'openinference' | 'langfuse' | 'sentry' | 'logfire';

/** Each alias as the attributes that it makes of a cost. */
export const costAliases: Readonly<Record<CostAlias, (cost: InferenceCost) => Attributes>> = {
  // https://github.com/open-telemetry/semantic-conventions-genai/pull/443
  'semconv-443': ({ amount, currency, source }) => ({
    'gen_ai.usage.cost.amount': amount,
    'gen_ai.usage.cost.currency': currency,
    'gen_ai.usage.cost.source': source,
  }),
  // https://github.com/Arize-ai/openinference/blob/main/spec/semantic_conventions.md
  openinference: ({ amount, parts }) =>
    defined({
      'llm.cost.total': amount,
      'llm.cost.prompt': sum(parts.input, parts.cacheRead, parts.cacheWrite),
      'llm.cost.completion': parts.output,
      'llm.cost.prompt_details.cache_read': parts.cacheRead,
      'llm.cost.prompt_details.cache_write': parts.cacheWrite,
    }),
  // https://langfuse.com/integrations/native/opentelemetry
  langfuse: ({ amount, parts }) => ({
    'langfuse.observation.cost_details': JSON.stringify({ ...parts, total: amount }),
  }),
  // https://docs.sentry.io/platforms/javascript/tracing/instrumentation/ai-agents-module/
  sentry: ({ amount, parts }) =>
    defined({
      'gen_ai.cost.total_tokens': amount,
      'gen_ai.cost.input_tokens': sum(parts.input, parts.cacheRead, parts.cacheWrite),
      'gen_ai.cost.output_tokens': parts.output,
      'gen_ai.cost.cache_read.input_tokens': parts.cacheRead,
      'gen_ai.cost.cache_creation.input_tokens': parts.cacheWrite,
      'gen_ai.cost.reasoning.output_tokens': parts.reasoning,
    }),
  // https://logfire.pydantic.dev/docs/
  logfire: ({ amount }) => ({ 'operation.cost': amount }),
};

/** The attributes of all given aliases. */
export function aliasAttributes(cost: InferenceCost, aliases: readonly CostAlias[]): Attributes {
  return Object.assign({}, ...aliases.map((alias) => costAliases[alias](cost)));
}

function sum(...parts: (number | undefined)[]): number | undefined {
  const known = parts.filter((part) => part !== undefined);
  return known.length === 0 ? undefined : known.reduce((total, part) => total + part, 0);
}

function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
