import type { Inference, InferenceUsage } from './inference.ts';

/** Formats of responses: those of the providers' own APIs, by the names of their SDKs. */
export type ResponseFormat = 'openai' | 'anthropic' | 'google' | 'bedrock' | 'mistral' | 'cohere';

type Json = { readonly [key: string]: Json } | undefined;

/**
 * What a response of a provider says was used, from the whole response as the provider sent it: that of a call, or for
 * streams the event that carries the usage. Providers count differently what is inside of what; here input holds all that
 * was read, and output all that was written.
 *
 * @returns undefined when the response has no usage, which says nothing about what it cost
 */
export function readResponse(format: ResponseFormat, response: unknown): Omit<Inference, 'provider'> | undefined {
  const body = response as Json;
  if (body === null || typeof body !== 'object') return undefined;
  return readers[format](body);
}

const readers: Record<ResponseFormat, (body: Json) => Omit<Inference, 'provider'> | undefined> = {
  openai: readOpenai,
  anthropic: readAnthropic,
  google: readGoogle,
  bedrock: readBedrock,
  mistral: readOpenai,
  cohere: readCohere,
};

/**
 * Chat completions, responses, embeddings, images and audio. Cached tokens are inside of the input, reasoning inside of
 * the output. https://platform.openai.com/docs/api-reference/chat/object
 */
function readOpenai(given: Json): Omit<Inference, 'provider'> | undefined {
  // Events of the Responses API carry the response inside.
  const body = given?.response?.usage === undefined ? given : given.response;
  const usage = body?.usage;
  if (!usage) return undefined;
  const input = usage.input_tokens_details ?? usage.prompt_tokens_details ?? usage.input_token_details;
  const output = usage.output_tokens_details ?? usage.completion_tokens_details ?? usage.output_token_details;
  return {
    model: text(body.model) ?? '',
    tier: text(body.service_tier) ?? text(usage.service_tier),
    // OpenRouter's own addition to the format: what it charged.
    reported: amount(usage.cost),
    usage: counts({
      input: count(usage.input_tokens) ?? count(usage.prompt_tokens) ?? 0,
      cacheRead: count(input?.cached_tokens),
      cacheWrite: count(input?.cache_write_tokens),
      inputAudio: count(input?.audio_tokens),
      inputImage: count(input?.image_tokens),
      cacheReadAudio: count(input?.cached_tokens_details?.audio_tokens),
      output: count(usage.output_tokens) ?? count(usage.completion_tokens) ?? 0,
      reasoning: count(output?.reasoning_tokens),
      outputAudio: count(output?.audio_tokens),
      outputImage: count(output?.image_tokens),
    }),
  };
}

/**
 * Messages. What was read from the cache and written to it stands beside the input, not in it.
 * https://platform.claude.com/docs/en/api/messages
 */
function readAnthropic(given: Json): Omit<Inference, 'provider'> | undefined {
  const body = given?.message?.usage === undefined ? given : given.message;
  const usage = body?.usage;
  if (!usage) return undefined;
  const cacheRead = count(usage.cache_read_input_tokens);
  const cacheWrite = count(usage.cache_creation_input_tokens);
  return {
    model: text(body.model) ?? '',
    tier: text(usage.service_tier),
    geo: text(usage.inference_geo),
    speed: text(usage.speed) === 'standard' ? undefined : text(usage.speed),
    usage: counts({
      input: (count(usage.input_tokens) ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0),
      cacheRead,
      cacheWrite,
      cacheWrite1h: count(usage.cache_creation?.ephemeral_1h_input_tokens),
      output: count(usage.output_tokens) ?? 0,
      webSearches: count(usage.server_tool_use?.web_search_requests),
    }),
  };
}

/**
 * `generateContent`. Cached tokens are inside of the prompt; thoughts stand beside the candidates, tool prompts beside
 * the prompt. https://ai.google.dev/api/generate-content#UsageMetadata
 */
function readGoogle(body: Json): Omit<Inference, 'provider'> | undefined {
  const usage = body?.usageMetadata;
  if (!usage) return undefined;
  const reasoning = count(usage.thoughtsTokenCount);
  return {
    model: text(body.modelVersion) ?? '',
    tier: googleTier(text(usage.trafficType)),
    usage: counts({
      input: (count(usage.promptTokenCount) ?? 0) + (count(usage.toolUsePromptTokenCount) ?? 0),
      cacheRead: count(usage.cachedContentTokenCount),
      inputAudio: ofModality(usage.promptTokensDetails, 'AUDIO'),
      inputImage: ofModality(usage.promptTokensDetails, 'IMAGE'),
      cacheReadAudio: ofModality(usage.cacheTokensDetails, 'AUDIO'),
      output: (count(usage.candidatesTokenCount) ?? 0) + (reasoning ?? 0),
      reasoning,
      outputAudio: ofModality(usage.candidatesTokensDetails, 'AUDIO'),
      outputImage: ofModality(usage.candidatesTokensDetails, 'IMAGE'),
    }),
  };
}

function googleTier(traffic: string | undefined): string | undefined {
  // Vertex AI: provisioned throughput is paid for by the hour, so its price by token is not the list's.
  return traffic === 'PROVISIONED_THROUGHPUT' ? 'provisioned' : undefined;
}

function ofModality(details: unknown, modality: string): number | undefined {
  if (!Array.isArray(details)) return undefined;
  const found = details.filter((detail) => detail?.modality === modality);
  return found.length === 0 ? undefined : found.reduce((sum, detail) => sum + (count(detail.tokenCount) ?? 0), 0);
}

/**
 * `Converse`, and what `InvokeModel` answers for Anthropic's models. Like with Anthropic the cache stands beside the
 * input. https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html
 */
function readBedrock(body: Json): Omit<Inference, 'provider'> | undefined {
  const usage = (body?.usage ?? body?.metadata?.usage) as Json;
  if (!usage) return undefined;
  if (usage.inputTokens === undefined) return readAnthropic(body);
  const cacheRead = count(usage.cacheReadInputTokens);
  const cacheWrite = count(usage.cacheWriteInputTokens);
  return {
    // The response does not say which model it was.
    model: text(body?.modelId) ?? '',
    tier: text(body?.serviceTier?.type),
    usage: counts({
      input: (count(usage.inputTokens) ?? 0) + (cacheRead ?? 0) + (cacheWrite ?? 0),
      cacheRead,
      cacheWrite,
      output: count(usage.outputTokens) ?? 0,
    }),
  };
}

/** Chat and embeddings: what is billed, not what was counted. https://docs.cohere.com/reference/chat */
function readCohere(given: Json): Omit<Inference, 'provider'> | undefined {
  const body = given?.response ?? given?.delta ?? given;
  const usage = body?.usage ?? body?.meta;
  const billed = usage?.billed_units ?? usage?.tokens;
  if (!billed) return undefined;
  return {
    model: text(body?.model) ?? '',
    usage: counts({ input: count(billed.input_tokens) ?? 0, output: count(billed.output_tokens) ?? 0 }),
  };
}

/** Numbers as they are, so that impossible ones are found later; anything else is not there. */
function count(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function amount(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : undefined;
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function counts(usage: InferenceUsage): InferenceUsage {
  return Object.fromEntries(
    Object.entries(usage).filter(([name, value]) => value !== undefined && (value !== 0 || isMain(name))),
  ) as unknown as InferenceUsage;
}

function isMain(name: string): boolean {
  return name === 'input' || name === 'output';
}
