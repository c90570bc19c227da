import { isPersonalName, isSecretName } from './redact-name.ts';
import type { Pattern } from './redact-pattern.ts';
import type { ValueKind } from './redact-value.ts';

/**
 * What happens to a value, or to the part of it that was found: it is left as it is; the attribute is left out; `REDACTED`
 * takes its place; its HMAC-SHA-256 does; only its beginning is left.
 */
export type Action = 'keep' | 'remove' | 'mask' | 'hash' | { readonly truncate: number };

/** One rule. The first whose keys match decides about a key, and the first that has a kind about the kind. */
export interface Rule {
  /** Shown in messages. */
  readonly name: string;
  /** Keys of attributes; `*` stands for anything. Without `values` and `pattern` the whole value is meant. */
  readonly keys?: readonly string[] | ((key: string) => boolean);
  /** What is searched for, under these keys or, without keys, everywhere. */
  readonly values?: readonly ValueKind[];
  /** A form of one's own that is searched for. */
  readonly pattern?: Pattern;
  readonly action: Action;
}

/** Sets of rules by name. `secrets` applies unless it is `none` that is named. */
export const presets = ['pii', 'strict', 'none'] as const;

export type Preset = (typeof presets)[number];

const secrets: readonly Rule[] = [
  { name: 'names of secrets', keys: isSecretName, action: 'mask' },
  { name: 'keys and tokens', values: ['api_key', 'jwt'], action: 'hash' },
  { name: 'passwords and private keys', values: ['private_key', 'password'], action: 'mask' },
];

const personal: readonly Rule[] = [
  { name: 'names of personal data', keys: isPersonalName, action: 'hash' },
  { name: 'addresses', keys: ['client.address', 'network.peer.address'], values: ['ip'], action: 'hash' },
  { name: 'personal data', values: ['email', 'iban', 'card', 'phone', 'ip'], action: 'hash' },
];

const strict: readonly Rule[] = [
  { name: 'queries', keys: queryTextKeys(), values: ['sql'], action: 'mask' },
  {
    name: 'contents',
    keys: [
      'url.query',
      'http.request.header.*',
      'http.response.header.*',
      'db.query.parameter.*',
      'db.operation.parameter.*',
      'gen_ai.input.messages',
      'gen_ai.output.messages',
      'gen_ai.system_instructions',
      'gen_ai.tool.call.arguments',
      'gen_ai.tool.call.result',
      'messaging.message.conversation_id',
    ],
    action: 'mask',
  },
];

/** Where the text of a query is; the second came before the first in the conventions. */
export function queryTextKeys(): readonly string[] {
  return ['db.query.text', 'db.statement'];
}

/** The rules of presets, those for secrets among them. */
export function rulesOf(named: readonly Preset[]): readonly Rule[] {
  if (named.includes('none')) return [];
  const isStrict = named.includes('strict');
  return [...(isStrict ? strict : []), ...(isStrict || named.includes('pii') ? personal : []), ...secrets];
}

/**
 * Keys that semantic conventions fill with names and numbers: their values are not searched, unless a rule names them.
 * The collector leaves them out as well, as patterns are slow.
 */
export const plainKeys: readonly string[] = [
  'http.request.method',
  'http.request.method_original',
  'http.response.status_code',
  'http.route',
  'network.local.address',
  'network.local.port',
  'network.peer.address',
  'network.peer.port',
  'network.protocol.name',
  'network.protocol.version',
  'network.transport',
  'server.address',
  'server.port',
  'client.address',
  'client.port',
  'url.scheme',
  'user_agent.original',
  'error.type',
  'exception.type',
  'db.system.name',
  'db.namespace',
  'db.operation.name',
  'db.collection.name',
  'db.query.summary',
  'db.response.status_code',
  'messaging.system',
  'messaging.destination.name',
  'messaging.operation.name',
  'messaging.operation.type',
  'rpc.system',
  'rpc.service',
  'rpc.method',
  'rpc.grpc.status_code',
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'gen_ai.response.model',
  'code.function.name',
  'thread.name',
  'service.name',
  'service.namespace',
  'service.version',
  'service.instance.id',
  'deployment.environment.name',
  'telemetry.sdk.name',
  'telemetry.sdk.language',
  'telemetry.sdk.version',
  'tenant.id',
  'team.name',
  'cost_center.id',
];

/** Whether a key matches one that may have `*` in it. In time that grows with the length of both. */
export function matchesGlob(key: string, glob: string): boolean {
  let at = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < key.length) {
    if (at < glob.length && glob[at] === '*') {
      star = at++;
      resume = index;
    } else if (at < glob.length && glob[at] === key[index]) {
      at++;
      index++;
    } else if (star >= 0) {
      at = star + 1;
      index = ++resume;
    } else {
      return false;
    }
  }
  while (glob[at] === '*') at++;
  return at === glob.length;
}
