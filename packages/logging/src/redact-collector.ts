import { keyForms } from './redact-api-key.ts';
import { isPersonalName, isSecretName, personalEnds, personalWords, secretEnds, secretWords } from './redact-name.ts';
import { plainKeys, queryTextKeys, type Rule } from './redact-rule.ts';
import { escaped, type ValueKind } from './redact-value.ts';

/** What the collector's redaction processor is told: https://github.com/open-telemetry/opentelemetry-collector-contrib/tree/main/processor/redactionprocessor */
export interface CollectorRedaction {
  readonly allow_all_keys: boolean;
  readonly allowed_keys?: readonly string[];
  readonly blocked_key_patterns: readonly string[];
  readonly blocked_values: readonly string[];
  readonly ignored_keys: readonly string[];
  readonly hash_function?: 'hmac-sha256';
  readonly hmac_key?: string;
  readonly summary: 'silent';
}

/** Rules for the collector, and a line for each thing that it does differently. */
export interface ForCollector {
  readonly redaction: CollectorRedaction;
  readonly differences: readonly string[];
}

/**
 * Turns rules into what the collector knows: patterns of keys and of values, of which it masks or hashes what matches.
 *
 * @param options.hash hashes with the key in `SPANWISE_REDACT_KEY` instead of masking
 */
export function toCollectorRedaction(
  rules: readonly Rule[],
  { allow, hash = false }: { allow?: readonly string[] | undefined; hash?: boolean } = {},
): ForCollector {
  const blockedKeys: string[] = [];
  const blockedValues = new Set<string>();
  const ignored = new Set(plainKeys);
  const differences: string[] = [];
  for (const rule of rules) {
    const { name, keys, values, pattern, action } = rule;
    if (action === 'keep' && typeof keys === 'object' && values === undefined && pattern === undefined) {
      for (const key of keys) if (!key.includes('*')) ignored.add(key);
      const globs = keys.filter((key) => key.includes('*'));
      if (globs.length > 0) differences.push(`${name}: the collector cannot leave ${globs.join(', ')} as they are`);
      continue;
    }
    if (action === 'keep') {
      differences.push(`${name}: the collector cannot leave values as they are`);
      continue;
    }
    if (action === 'remove' || typeof action === 'object') {
      differences.push(`${name}: the collector ${hash ? 'hashes' : 'masks'} what the program ${verbOf(action)}`);
    }
    if (values === undefined && pattern === undefined) {
      blockedKeys.push(...keyPatterns(keys!));
      if (typeof keys === 'object') for (const key of keys) ignored.delete(key);
      continue;
    }
    if (keys !== undefined && !isQueryText(keys)) {
      if (typeof keys === 'object') for (const key of keys) ignored.delete(key);
      differences.push(`${name}: the collector searches all keys for what the program searches in some`);
    }
    if (pattern !== undefined) blockedValues.add(`\\b${pattern.source}`);
    for (const kind of values ?? []) {
      for (const each of valuePatterns[kind]) blockedValues.add(each);
      const difference = differenceOf[kind];
      if (difference !== undefined) differences.push(`${name}: ${difference}`);
    }
  }
  const globs = (allow ?? []).filter((key) => key.includes('*'));
  if (globs.length > 0) {
    differences.push(`allow: the collector knows no * in ${globs.join(', ')}, and lets all keys pass`);
  }
  const isAllowList = allow !== undefined && globs.length === 0;
  return {
    redaction: {
      allow_all_keys: !isAllowList,
      ...(isAllowList && { allowed_keys: allow }),
      blocked_key_patterns: blockedKeys,
      blocked_values: [...blockedValues],
      ignored_keys: [...ignored],
      // biome-ignore lint/suspicious/noTemplateCurlyInString: the collector's form of a variable.
      ...(hash && { hash_function: 'hmac-sha256', hmac_key: '${env:SPANWISE_REDACT_KEY}' }),
      summary: 'silent',
    },
    differences: [...new Set(differences)],
  };
}

function verbOf(action: 'remove' | { truncate: number }): string {
  return action === 'remove' ? 'leaves out' : 'cuts off';
}

function isQueryText(keys: NonNullable<Rule['keys']>): boolean {
  return typeof keys === 'object' && keys.every((key) => queryTextKeys().includes(key));
}

function keyPatterns(keys: NonNullable<Rule['keys']>): string[] {
  if (keys === isSecretName) {
    return [
      namePattern(
        secretEnds,
        secretWords.filter((word) => word !== 'token'),
      ),
      tokenPattern,
    ];
  }
  if (keys === isPersonalName) return [namePattern(personalEnds, personalWords)];
  return typeof keys === 'object' ? [`^(${keys.map((key) => key.split('*').map(escaped).join('.*')).join('|')})$`] : [];
}

/** There is no way to leave out the tokens of lists, such as `next_page_token`, so the others are named. */
const tokenPattern =
  '(?i)(^|(api|auth|bearer|bot|client|csrf|device|id|personal|private|push|user|vault|webhook|xsrf|x)[._-]?)token$';

/** The names that `nameTest` means, but for words within lower case: the collector tells no words by humps. */
function namePattern(ends: readonly string[], words: readonly string[]): string {
  const endings = ends.map((end) => end.replaceAll(' ', '[._-]?'));
  return `(?i)((${endings.join('|')})|(^|[^a-z0-9])(${words.join('|')}))[0-9]*$`;
}

/** Those of keys, together by how they begin: a pattern that begins with plain text costs next to nothing. */
function keyFormPatterns(): string[] {
  const groups = new Map<string, string[]>();
  for (const { start, rest } of keyForms) {
    const first = start.slice(0, 2);
    groups.set(first, [...(groups.get(first) ?? []), escaped(start) + rest]);
  }
  return [...groups.values()].map((forms) => (forms.length === 1 ? forms[0]! : `(${forms.join('|')})`));
}

const pairNames = [
  'password',
  'Password',
  'PASSWORD',
  'passwd',
  'pwd',
  'Pwd',
  'PWD',
  'secret',
  'SECRET',
  'api_key',
  'apikey',
]
  .concat([
    'API_KEY',
    'access_token',
    'refresh_token',
    'id_token',
    '\\?token',
    '&token',
    'AccountKey',
    'SharedAccessKey',
  ])
  .concat(['\\?sig', '&sig', 'Signature', 'client_assertion', 'code_verifier', 'passphrase']);

/** Headers in a text, whose value is the rest of the line. */
const headerNames = ['Authorization', 'authorization', 'Cookie', 'cookie', 'X-API-KEY', 'X-Api-Key', 'x-api-key'];

const valuePatterns: Readonly<Record<ValueKind, readonly string[]>> = {
  private_key: ['-----BEGIN ([A-Z0-9]+ )*PRIVATE KEY( BLOCK)?-----[^-]*(-----END [A-Z0-9 ]*-----)?'],
  jwt: ['eyJ[A-Za-z0-9_-]{7,}\\.[A-Za-z0-9_-]*\\.[A-Za-z0-9_.-]*'],
  api_key: [...keyFormPatterns(), ':AA[A-Za-z0-9_-]{33}'],
  password: [
    '://[^/\\s:@]*:[^/\\s@]+@',
    ...['Bearer', 'bearer', 'BEARER', 'Basic', 'basic', 'BASIC'].map((scheme) => `${scheme} [A-Za-z0-9+/._~=-]{16,}`),
    ...pairNames.map((name) => `${name}=[^\\s&;"'<>]+`),
    ...['password', 'secret', 'token', 'apiKey', 'api_key'].map((name) => `${name}":\\s?"[^"]+"`),
    ...headerNames.map((name) => `${name}: [^*\\r\\n"'][^\\r\\n"']*`),
    'AUTH (PLAIN|LOGIN) [A-Za-z0-9+/=]{8,}',
    ...['PASSWORD', 'password', 'IDENTIFIED BY', 'identified by'].map((words) => `${words} '[^']+'`),
    ...['Password', 'password'].map((name) => `${name}( [^<>]*)?>[^<>]+</`),
  ],
  email: ["[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(\\.[A-Za-z0-9-]{1,63})*\\.[A-Za-z]{2,}"],
  card: [
    '\\b(4[0-9]{3}|5[1-5][0-9]{2}|2[2-7][0-9]{2}|6011|65[0-9]{2}|35[2-8][0-9]|62[0-9]{2})[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}\\b',
    '\\b3([47][0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{5}|(0[0-5]|[68][0-9])[0-9][ -]?[0-9]{6}[ -]?[0-9]{4})\\b',
  ],
  phone: [
    '\\+[1-9][0-9]{0,2}[ .()/-]{0,2}([0-9][ .()/-]{0,2}){6,12}[0-9]\\b',
    '\\([2-9][0-9]{2}\\) ?[2-9][0-9]{2}-[0-9]{4}\\b',
  ],
  iban: ['\\b[A-Z]{2}[0-9]{2}( ?[A-Z0-9]{4}){2,7}( ?[A-Z0-9]{1,3})?\\b'],
  ip: ['\\b((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\\b'],
  sql: [],
};

const differenceOf: Readonly<Partial<Record<ValueKind, string>>> = {
  password: 'the collector knows pairs of names and values by a list of names',
  card: 'the collector does not compute the check digits of card numbers',
  iban: 'the collector does not compute the check digits of IBANs',
  phone: 'the collector finds telephone numbers with a plus or an area code in brackets',
  ip: 'the collector masks addresses of private networks as well, and no IPv6',
  sql: 'the collector leaves the literals of SQL to its db_sanitizer',
};
