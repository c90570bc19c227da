import type { Attributes } from '@opentelemetry/api';
import type { Inference, InferenceUsage } from './inference.ts';

/** The attribute without which a span is no metered call of a model. */
export const usageAttribute = 'gen_ai.usage.input_tokens';
export const outputAttribute = 'gen_ai.usage.output_tokens';

/**
 * The call of a model that a span is about, whichever instrumentation made it.
 *
 * @returns undefined when the span has no usage
 */
export function readInferenceSpan(attributes: Attributes): Inference | undefined {
  const input = count(attributes[usageAttribute] ?? attributes['gen_ai.usage.prompt_tokens']);
  const output = count(attributes[outputAttribute] ?? attributes['gen_ai.usage.completion_tokens']);
  if (input === undefined && output === undefined) return undefined;
  const usage: InferenceUsage = {
    input: input ?? 0,
    output: output ?? 0,
    cacheRead: count(attributes['gen_ai.usage.cache_read.input_tokens']),
    // The conventions are renaming it, so both are read.
    cacheWrite: count(
      attributes['gen_ai.usage.cache_write.input_tokens'] ?? attributes['gen_ai.usage.cache_creation.input_tokens'],
    ),
    reasoning: count(attributes['gen_ai.usage.reasoning.output_tokens']),
  };
  const isReported = attributes['gen_ai.usage.cost.source'] === 'provider';
  return {
    provider: text(attributes['gen_ai.provider.name'] ?? attributes['gen_ai.system']) ?? '',
    model: text(attributes['gen_ai.response.model'] ?? attributes['gen_ai.request.model']) ?? '',
    tier: text(attributes['openai.response.service_tier'] ?? attributes['gen_ai.openai.response.service_tier']),
    usage,
    reported: isReported ? number(attributes['gen_ai.usage.cost.amount']) : undefined,
  };
}

function count(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  // What is no number stays wrong, so that the usage is marked as invalid instead of taken for 0.
  return typeof value === 'number' ? value : Number.NaN;
}

function number(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
