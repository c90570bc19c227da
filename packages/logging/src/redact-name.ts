/** Ends of names whose values are secrets wherever they occur; words are written without what separates them. */
export const secretEnds: readonly string[] = [
  'password',
  'passwd',
  'passphrase',
  'passcode',
  'password hash',
  'password salt',
  'password confirmation',
  'api key',
  'secret key',
  'private key',
  'access key',
  'access key id',
  'account key',
  'auth key',
  'signing key',
  'encryption key',
  'master key',
  'client secret',
  'access token',
  'auth token',
  'refresh token',
  'session token',
  'security token',
  'connection string',
  'code verifier',
  'client assertion',
];

/** Last words of names that are secrets as words of their own: `db.pass` and `csrfToken`, but not `compass`. */
export const secretWords: readonly string[] = [
  'pass',
  'pwd',
  'secret',
  'secrets',
  'credential',
  'credentials',
  'authorization',
  'cookie',
  'token',
  'jwt',
];

/** Words before `token` that make it a place in a list, or something that is counted. */
const harmlessTokens =
  /^(next|page|pagination|continuation|continue|start|resume|sync|cancellation|first|last|max|min|per)$/;

/** What URLs that are signed hold beside the signature's parameters that the settings name. */
export const signatureWords: readonly string[] = ['sig', 'signature'];

/** Parameters that are secrets when they look made up: the codes of OAuth and of functions, and what npm logs in with. */
export const vagueWords: readonly string[] = ['code', 'auth', '_auth'];

/** Ends of names whose values are personal. */
export const personalEnds: readonly string[] = [
  'email',
  'email address',
  'phone',
  'phone number',
  'mobile number',
  'msisdn',
  'first name',
  'last name',
  'full name',
  'given name',
  'family name',
  'surname',
  'user name',
  'user id',
  'enduser id',
  'birth date',
  'birthday',
  'date of birth',
  'social security number',
  'passport number',
  'tax id',
  'card number',
  'account number',
  'street address',
  'postal address',
  'home address',
  'billing address',
  'shipping address',
  'postal code',
  'zip code',
];

/** The same for last words. */
export const personalWords: readonly string[] = ['ssn', 'dob', 'iban', 'cvv', 'cvc', 'mail'];

/** Names longer than this are looked at by their end. */
const MAX_NAME = 64;

/** The words of a name, in lower case: `http.request.header.x-api-key` and `apiKey` both end in `api`, `key`. */
function wordsOf(name: string): string[] {
  const end = name.length > MAX_NAME ? name.slice(-MAX_NAME) : name;
  return end
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+|\d+$/)
    .filter((word) => word !== '');
}

function nameTest(ends: readonly string[], words: readonly string[]): (name: string) => boolean {
  const joined = ends.map((end) => end.replaceAll(' ', ''));
  const last = new Set(words);
  return (name) => {
    const parts = wordsOf(name);
    const word = parts.at(-1);
    if (word === undefined) return false;
    if (last.has(word)) return word !== 'token' || !harmlessTokens.test(parts.at(-2) ?? '');
    const text = parts.join('');
    return joined.some((end) => text.endsWith(end));
  };
}

/** Whether what has this name is a credential: an attribute's key, a header, a variable, a parameter of a URL. */
export const isSecretName: (name: string) => boolean = nameTest(secretEnds, secretWords);

/** Whether what has this name is personal. */
export const isPersonalName: (name: string) => boolean = nameTest(personalEnds, personalWords);
