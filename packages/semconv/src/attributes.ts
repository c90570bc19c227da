import type { Attributes } from '@opentelemetry/api';

/** A client or server call over HTTP. https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
export interface HttpCall {
  method: string;
  url: string | URL;
  /** The route's template, on the server. */
  route?: string;
  status?: number;
  /** How often the request was sent before, on the client. */
  resendCount?: number;
  /** Why it failed, when there is no answer to tell. */
  errorType?: string;
}

const methods = new Set(['CONNECT', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT', 'QUERY', 'TRACE']);

/** What client and server have in common: the method, in capitals or `_OTHER`, and how it ended. */
function httpAttributes({ method, status, errorType }: HttpCall, failsFrom: number): Attributes {
  const known = methods.has(method.toUpperCase()) ? method.toUpperCase() : '_OTHER';
  return {
    'http.request.method': known,
    'http.request.method_original': known === method ? undefined : method,
    'http.response.status_code': status,
    'error.type': errorType ?? (status !== undefined && status >= failsFrom ? String(status) : undefined),
  };
}

/** The attributes of a span of kind CLIENT. User and password are taken out of the URL. */
export function httpClientAttributes(call: HttpCall): Attributes {
  const url = new URL(call.url);
  url.username = '';
  url.password = '';
  return defined({
    ...httpAttributes(call, 400),
    'url.full': url.href,
    'server.address': url.hostname,
    'server.port': portOf(url),
    'http.request.resend_count': call.resendCount || undefined,
  });
}

/** The attributes of a span of kind SERVER; only what fails on the server's side is an error. */
export function httpServerAttributes(call: HttpCall): Attributes {
  const url = new URL(call.url);
  return defined({
    ...httpAttributes(call, 500),
    'http.route': call.route,
    'url.scheme': url.protocol.slice(0, -1),
    'url.path': url.pathname,
    'url.query': url.search.slice(1) || undefined,
    'server.address': url.hostname,
    'server.port': portOf(url),
  });
}

function portOf({ port, protocol }: URL): number {
  return Number(port) || (protocol === 'https:' ? 443 : 80);
}

/** A call of a database. https://opentelemetry.io/docs/specs/semconv/database/database-spans/ */
export interface DatabaseCall {
  /** `postgresql`, `mysql`, `mongodb`, … */
  system: string;
  namespace?: string;
  collection?: string;
  operation?: string;
  /** Parameterised: literals in it are what people search for in a leak. */
  queryText?: string;
  querySummary?: string;
  /** How many operations a batch has; one alone is no batch. */
  batchSize?: number;
  host?: string;
  port?: number;
}

/** The attributes of a call of a database. */
export function databaseAttributes(call: DatabaseCall): Attributes {
  return defined({
    'db.system.name': call.system,
    'db.namespace': call.namespace,
    'db.collection.name': call.collection,
    'db.operation.name': call.operation,
    'db.query.text': call.queryText,
    'db.query.summary': call.querySummary,
    'db.operation.batch.size': call.batchSize === 1 ? undefined : call.batchSize,
    'server.address': call.host,
    'server.port': call.port,
  });
}

/** Sending or processing messages. https://opentelemetry.io/docs/specs/semconv/messaging/messaging-spans/ */
export interface MessageWork {
  /** `kafka`, `rabbitmq`, `aws_sqs`, … */
  system: string;
  type: 'create' | 'send' | 'receive' | 'process' | 'settle';
  /** What the system calls the operation, such as `publish`. */
  operation?: string;
  destination?: string;
  messageId?: string;
  /** In a batch; one alone is no batch. */
  batchCount?: number;
  bodyBytes?: number;
}

/** The attributes of work with messages. */
export function messagingAttributes(work: MessageWork): Attributes {
  return defined({
    'messaging.system': work.system,
    'messaging.operation.type': work.type,
    'messaging.operation.name': work.operation ?? work.type,
    'messaging.destination.name': work.destination,
    'messaging.message.id': work.messageId,
    'messaging.batch.message_count': work.batchCount === 1 ? undefined : work.batchCount,
    'messaging.message.body.size': work.bodyBytes,
  });
}

/** A call of a model. https://github.com/open-telemetry/semantic-conventions-genai */
export interface InferenceCall {
  /** `chat`, `embeddings`, `text_completion`, … */
  operation: string;
  /** `openai`, `anthropic`, `aws.bedrock`, `gcp.gemini`, … */
  provider: string;
  requestModel: string;
  responseModel?: string;
  responseId?: string;
  finishReasons?: string[];
  /** All of the input, cached tokens included. */
  inputTokens?: number;
  outputTokens?: number;
  cacheReadTokens?: number;
  cacheWriteTokens?: number;
  /** A part of the output. */
  reasoningTokens?: number;
}

/** The attributes of a call of a model; the name that cache writes had until 1.45 is set too. */
export function inferenceAttributes(call: InferenceCall): Attributes {
  return defined({
    'gen_ai.operation.name': call.operation,
    'gen_ai.provider.name': call.provider,
    'gen_ai.request.model': call.requestModel,
    'gen_ai.response.model': call.responseModel,
    'gen_ai.response.id': call.responseId,
    'gen_ai.response.finish_reasons': call.finishReasons,
    'gen_ai.usage.input_tokens': call.inputTokens,
    'gen_ai.usage.output_tokens': call.outputTokens,
    'gen_ai.usage.cache_read.input_tokens': call.cacheReadTokens,
    'gen_ai.usage.cache_creation.input_tokens': call.cacheWriteTokens,
    'gen_ai.usage.cache_write.input_tokens': call.cacheWriteTokens,
    'gen_ai.usage.reasoning.output_tokens': call.reasoningTokens,
  });
}

/** One run of a function. https://opentelemetry.io/docs/specs/semconv/faas/faas-spans/ */
export interface FunctionRun {
  trigger: 'datasource' | 'http' | 'pubsub' | 'timer' | 'other';
  invocationId?: string;
  coldstart?: boolean;
  name?: string;
  memoryBytes?: number;
}

/** The attributes of one run of a function; name and memory are the resource's when that has them. */
export function functionAttributes(run: FunctionRun): Attributes {
  return defined({
    'faas.trigger': run.trigger,
    'faas.invocation_id': run.invocationId,
    'faas.coldstart': run.coldstart,
    'faas.name': run.name,
    'faas.max_memory': run.memoryBytes,
  });
}

function defined(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}
