import { keyForms } from '../src/redact-api-key.ts';
import { alnum, base64, harmless, hex, lower, makeUp, type Sample, secret, upper, url64 } from './sample.ts';

// The part of the corpus that the rules are made with; kept-apart.ts is the other one.

const some = makeUp(104_729);
const digits = '0123456789';
const alphabets: Record<string, string> = {
  'A-Za-z0-9_-': url64,
  'A-Za-z0-9_.-': url64,
  'A-Za-z0-9_=-': url64,
  'A-Za-z0-9_.=-': alnum,
  'A-Za-z0-9+/=_-': base64,
  'A-Za-z0-9+/=': base64,
  'A-Za-z0-9+/': base64,
  'A-Za-z0-9%/+-': alnum,
  'A-Za-z0-9_/-': alnum,
  'A-Za-z0-9_': alnum,
  'A-Za-z0-9.-': alnum,
  'A-Za-z0-9-': alnum,
  'A-Za-z0-9': alnum,
  'A-Z0-9': upper,
  'a-z0-9': lower,
  '0-9a-fA-F': hex,
  '0-9a-f-': hex,
  '0-9a-f': hex,
  '0-9': digits,
};

/** Makes up a key of a form that is in the table of keys. */
function keyOf(start: string, rest: string): string {
  let key = start;
  const parts = /\[([^\]]+)\](?:\{(\d+)(?:,\d+)?\})?|\(([^|)]+)[^)]*\)|\\b|=\*|=\{0,2\}|\\(.)|(.)/g;
  for (const [, set, count, choice, sign, plain] of rest.matchAll(parts)) {
    if (set !== undefined) key += some(alphabets[set] ?? alnum, Number(count ?? 1));
    else key += choice ?? sign ?? plain ?? '';
  }
  return key;
}

const arounds = ['%s', 'the key %s was refused', '{"key":"%s"}', 'https://api.example.com/v1?k=%s&page=2', 'k=%s;'];

const keys: Sample[] = [
  ...keyForms.map(({ issuer, start, rest }, index) =>
    secret(`${issuer} ${start}`, keyOf(start, rest), arounds[index % arounds.length]),
  ),
  secret('mailchimp', `${some(hex, 32)}-us9`, 'key %s'),
  secret('telegram', `${some('123456789', 9)}:AA${some(url64, 33)}`, 'getMe of %s'),
];

const credentials: Sample[] = [
  secret('jwt', `eyJ${some(url64, 33)}.eyJ${some(url64, 60)}.${some(url64, 43)}`, 'token %s expired'),
  secret('jwt in a query', `eyJ${some(url64, 33)}.${some(url64, 60)}.${some(url64, 86)}`, '/cb?x=%s'),
  secret('jwt in quotes', `eyJ${some(url64, 33)}.${some(url64, 60)}.${some(url64, 86)}`, '["%s"]'),
  secret('bearer', some(url64, 40), 'bearer %s'),
  secret('bearer, upper case', some(base64, 40), 'BEARER %s'),
  secret('basic', `${some(alnum, 22)}==`, 'sent Basic %s to proxy'),
  secret('bearer in a header map', some(url64, 40), "{ authorization: 'Bearer %s' }"),
  secret('authorization of another scheme', `Token ${some(alnum, 40)}`, 'authorization: %s'),
  secret('smtp', 'AGFubgBodW50ZXIy', 'AUTH LOGIN %s'),
  secret('code of a function', `${some(url64, 40)}a1B==`, 'https://f.example.com/api/x?code=%s'),
  secret('code in a form', `a1B${some(alnum, 20)}`, 'grant_type=authorization_code&code=%s&redirect_uri=x'),
  secret('auth', `a1B${some(alnum, 30)}`, 'https://x.example.com/a.json?auth=%s'),
  secret('password in a sentence', 'Tig3rTig3r', 'login of scott with password %s, refused'),
  secret('user and password', 'tiger-7', 'curl -s -u scott:%s https://x.example.com'),
  secret('user and password in quotes', 'tiger-7', "curl --proxy-user 'scott:%s' https://x.example.com"),
  secret('digest', `Digest username="a", response="${some(hex, 32)}"`.slice(0, 16), 'Authorization: %s'),
  secret('authorization with parameters', some(hex, 32), 'Authorization: Hawk id="a", ts="1", mac="%s"'),
  secret('authorization in json', some(hex, 32), '{"log":"authorization: Digest realm=\\"x\\", response=\\"%s\\""}'),
  secret('client assertion', some(alnum, 40), 'grant_type=client_credentials&client_assertion=%s'),
  secret('role', 'tiger', "create user scott with encrypted password '%s' valid until 'infinity'"),
  secret('role, plugin', "ti\\'ger", "ALTER USER 'scott'@'%' IDENTIFIED WITH caching_sha2_password BY '%s'"),
  secret('element', 'tiger', '<Password Type="http://example.com/#PasswordText">%s</Password>'),
  secret('element in upper case', 'tiger', '<USER>scott</USER>\n<API_KEY>%s</API_KEY>'),
  secret('netrc', 'tiger', 'default login scott password %s'),
  secret('api key header', some(alnum, 32), 'x-api-key: %s'),
  secret('api key header, in capitals', some(alnum, 32), 'X-API-KEY: %s\nAccept: */*'),
  secret('cookies', `a=${some(alnum, 20)}; b=${some(alnum, 20)}`, 'Cookie: %s\nHost: x'),
  secret('set-cookie', `sid=${some(alnum, 30)}; Path=/`, 'set-cookie: %s'),
  secret('password =', 'hunter2', 'password=%s'),
  secret('password = in blanks', 'hunter2', 'password = %s failed'),
  secret('password in quotes', 'with blanks in it', "password='%s' host=db"),
  secret('password, doubled quotes', 'with blanks', 'PASSWORD="%s"'),
  secret('password with signs', 'p@$$w0rd!#%^', 'DB_PASSWORD=%s'),
  secret('password with a comma', 'one,two', 'password=%s;host=x'),
  secret('password of digits', '123456', 'password=%s&user=a'),
  secret('pwd', 'Ab1-x', 'uid=sa;pwd=%s;database=shop'),
  secret('passwd', 'zzz9', 'passwd=%s'),
  secret('passphrase', 'very long phrase', 'passphrase: "%s"'),
  secret('json', 'x y z', '{"user":"a","password":"%s"}'),
  secret('json, spaced', 'x y z', '{ "password" : "%s" }'),
  secret('json in json', 'abc-1', '{"body":"{\\"clientSecret\\":\\"%s\\"}"}'),
  secret('json, escaped quote', 'a\\"b', '{"password":"%s","n":1}'),
  secret('json of a list', '"a1b2","c3d4"', '{"secrets":[%s]}'),
  secret('inspect', 'tiger', "{ user: 'scott', password: '%s' }"),
  secret('yaml', 'tiger7', 'db:\n  user: scott\n  password: %s\n  port: 1'),
  secret('yaml, last', 'tiger', 'password: %s'),
  secret('ruby', 'tiger', ':password=>"%s"'),
  secret('php', 'tiger', "'password' => '%s'"),
  secret('option =', 'tiger', 'mysql --password=%s -u root'),
  secret('option', 'tiger', 'deploy --client-secret %s --verbose'),
  secret('option in quotes', 'ti ger', "deploy --password '%s' --verbose"),
  secret('query token', some(alnum, 20), 'GET /items?token=%s&page=2 500'),
  secret('query access_token', some(alnum, 20), 'https://x.example.com/?access_token=%s'),
  secret('query api_key', some(alnum, 20), '/v1?api_key=%s'),
  secret('query apikey', some(alnum, 20), '/v1?APIKEY=%s'),
  secret('query sig', some(alnum, 20), 'https://x.example.com/?se=2&sig=%s'),
  secret('query in a query', some(alnum, 20), 'next=https%3A%2F%2Fx.example.com%2F%3Ftoken%3D%s'),
  secret('form', 'tiger', 'username=scott&password=%s&submit=1'),
  secret('url', 'tiger', 'postgres://scott:%s@db:5432/shop'),
  secret('url without a user', 'tiger', 'redis://:%s@cache:6379/0'),
  secret('url with a slash', 'ti/ger', 'postgres://scott:%s@db:5432/shop'),
  secret('url with an at', 'ti@ger', 'mysql://scott:%s@db/shop'),
  secret('url with a hash', 'ti#ger', 'mysql://scott:%s@db/shop'),
  secret('url of several hosts', 'tiger', 'mongodb://scott:%s@a:1,b:2,c:3/shop?replicaSet=r'),
  secret('url in a sentence', 'tiger', 'could not reach https://scott:%s@x.example.com/a, retrying'),
  secret('amqps', 'tiger', 'amqps://scott:%s@mq/%2f'),
  secret('jdbc', 'tiger', 'jdbc:sqlserver://db;user=sa;password=%s'),
  secret('connection string', 'tiger', 'Host=db;Username=scott;Password=%s'),
  secret('azure', `${some(base64, 86)}==`, 'AccountName=a;AccountKey=%s'),
  secret('environment', some(alnum, 30), 'export STRIPE_API_KEY=%s'),
  secret('environment in quotes', some(alnum, 30), "CLIENT_SECRET='%s'"),
  secret('rsa key', some(base64, 64), `-----${'BEGIN'} RSA PRIVATE KEY-----\n%s\n-----${'END'} RSA PRIVATE KEY-----`),
  secret('ec key', some(base64, 64), `x -----${'BEGIN'} EC PRIVATE KEY-----\n%s\n-----${'END'} EC PRIVATE KEY----- y`),
  secret('encrypted key', some(base64, 64), `-----${'BEGIN'} ENCRYPTED PRIVATE KEY-----\n%s`),
  secret(
    'pgp key',
    some(base64, 64),
    `-----${'BEGIN'} PGP PRIVATE KEY BLOCK-----\n\n%s\n-----${'END'} PGP PRIVATE KEY BLOCK-----`,
  ),
  ...['password', 'db.password', 'userPassword', 'user_pass', 'secret', 'clientSecret', 'api_key', 'apiKey', 'APIKey']
    .concat(['access_token', 'csrfToken', 'x.credentials', 'http.request.header.authorization', 'private-key', 'pwd'])
    .concat(['http.request.header.x-api-key', 'aws_secret_access_key', 'connectionString', 'password2', 'jwt'])
    .map((key) => secret(`key ${key}`, 'plain words', '%s', key)),
];

const personal: Sample[] = [
  ...['4111 1111 1111 1111', '4012888888881881', '5105-1051-0510-5100', '2221 0000 0000 0009', '378734493671000'].map(
    (card) => secret('card', card, 'card %s'),
  ),
  ...['6011000990139424', '38520000023237', '3530111333300000', '6221 2600 0000 0000'].map((card) =>
    secret('card', card),
  ),
  ...['AT611904300234573201', 'BE68539007547034', 'CH9300762011623852957', 'ES9121000418450200051332'].map((iban) =>
    secret('iban', iban, 'account %s closed'),
  ),
  ...['IT60 X054 2811 1010 0000 0123 456', 'PL61109010140000071219812874', 'SE4550000000058398257466'].map((iban) =>
    secret('iban', iban),
  ),
  ...['ann@example.com', 'a.b-c_d@sub.example.co.uk', "o'brien@example.ie", 'x@163.com', 'müller@exämple.de'].map(
    (mail) => secret('e-mail', mail, '<%s> wrote'),
  ),
  secret('e-mail in json', 'ann@example.com', '{"to":"%s"}'),
  secret('e-mail in a url', 'ann%40example.com', '/users/%s/orders'),
  ...['+1 415-555-2671', '+49 30 901820', '+33 1 42 68 53 00', '+49(0)30-901820', '+919876543210'].map((phone) =>
    secret('phone', phone, 'sms to %s sent'),
  ),
  ...[
    '(415) 555-0132',
    '415.555.0132',
    '415-555-0132',
    '030 901820',
    '06-12345678',
    '01 23 45 67 89',
    '0171/1234567',
  ].map((phone) => secret('phone', phone, 'tel %s')),
  secret('phone in a query', '%2B14155550132', 'to=%s&x=1'),
  ...['8.8.8.8', '203.0.113.200', '192.0.2.1'].map((ip) => secret('ip', ip, 'from %s')),
  secret('ip in a url', '198.51.100.7', 'http://%s:8080/x'),
  secret('ipv6', '2a00:1450:4001:81b::200e', 'to %s'),
  ...['email', 'user.email', 'customerPhone', 'first_name', 'dateOfBirth', 'ssn', 'billing_address', 'enduser.id'].map(
    (key) => secret(`key ${key}`, 'somebody', '%s', key),
  ),
];

const lookAlikes: Sample[] = [
  ...[
    '018f4e2c-7f3b-7cc0-98a1-4f2d5e6b7a80',
    'f47ac10b-58cc-4372-a567-0e02b2c3d479',
    'deadbeef-dead-beef-dead-beefdeadbeef',
  ],
  ...[some(hex, 32), some(hex, 40), some(hex, 64), `sha256-${some(base64, 43)}=`, some(alnum, 21), some(upper, 26)],
  ...[
    'v1.2.3',
    '1.2.3.4.5',
    'v10.20.30.40',
    'Firefox/140.0',
    'Edg/120.0.2210.91',
    'node 24.21.0',
    '1.2.3-beta.4+build.5',
  ],
  ...[
    'ORD-000123',
    'order 20241126-000042',
    'SKU 4006381333931',
    'invoice 2024/11/0042',
    '#1234567890',
    'PO 4500123456',
  ],
  ...['1732617330', '1732617330123', '1732617330123456', '1732617330123456789', '2024-11-26 09:15:30', '09:15:30.123'],
  ...[
    '2024-11-26T09:15:30+01:00',
    'GMT+0100',
    '01.11.2024 09:15:30',
    '01-11-2024',
    '26/11/2024',
    '+1.5 %',
    '+100 points',
  ],
  ...['4111111111111112', '5555555555554443', '378282246310006', '1234567812345678', '0.4111111111111111'],
  ...['DE89370400440532013001', 'GB00NWBK60161331926819', 'XX89370400440532013000', 'DE893704004405320130'],
  ...[
    'user@host',
    'root@localhost',
    'pkg@1.2.3',
    '@scope/pkg',
    'a@b',
    'logo@3x.png',
    'git@example.com:a/b.git',
    'x @ y.z',
  ],
  ...[
    '10.1.2.3',
    '172.20.0.5:5432',
    '192.168.1.1',
    '169.254.1.1',
    '127.0.0.1',
    '0.0.0.0:80',
    '255.255.255.255',
    '999.1.1.1',
  ],
  ...['fe80::1', '::1', 'fd00::1234', '12:34:56:78', 'aa:bb:cc:dd:ee:ff', 'a::b', 'Foo::Bar::baz', 'dead::beef'],
  ...[
    'GET /orders/:id',
    'SELECT * FROM passwords',
    'token expired',
    'Unexpected token <',
    'secret not found',
    'no password',
  ],
  ...[
    'password: required',
    'password must be set',
    'Password is too short',
    'cookies are off',
    'password reset requested',
    'password bcrypt hash, 12 rounds',
    '250-AUTH LOGIN PLAIN CRAM-MD5 XOAUTH2',
    'docker run -u node:node --user 1000:1000 img',
    'code=ERR_HTTP2_STREAM_CANCEL',
    'code=404&auth=basic',
    'login failed: no password given',
    '(using password: NO)',
    'List<Password> passwords = new ArrayList<>();',
    '<Password/><User>scott</User>',
    'identified by its number',
  ],
  ...['token=null', 'password=?', 'password = $1', 'password=***', 'token=undefined', 'password=', 'token=REDACTED'],
  ...['arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbCdEf', 'arn:aws:iam::123456789012:role/token'],
  ...[
    'http://localhost:3000/path',
    'https://x.example.com:8443/a@b',
    'ssh://git@example.com/a.git',
    'http://[::1]:80/',
  ],
  ...['next_token=CAUQAA', 'page_token=abc', 'tokens=42', 'max_tokens=4096', 'token_type=bearer', 'compass=north'],
  ...[
    'if (password == other)',
    'a.token ? x : y',
    'const secret = null;',
    'Basic plan',
    'Bearer of news',
    'basic_auth',
  ],
  ...[
    'sk-learn',
    'pk_test_abc',
    'task-1234567890123456789012345678901234567890',
    'disk-usage',
    'risk_live_score',
    'key-value',
  ],
  ...[
    'hf_model',
    'npm_config_cache',
    'SG.1',
    'ghp',
    'glpat',
    'AKIASHORT',
    'SKU1234567890',
    'pattern',
    'application',
    'data',
  ],
  ...[
    `-----${'BEGIN'} CERTIFICATE-----\nMIIB\n-----${'END'} CERTIFICATE-----`,
    '---- begin ----',
    '----------',
    '--- a/b ---',
  ],
  ...[
    'eyJ',
    'eyJhbGciOi',
    'eyes.on.you',
    `eyJ${some(url64, 30)}`,
    `cus_${some(alnum, 14)}`,
    `evt_${some(alnum, 24)}`,
    'a:b@c',
  ],
].map((text) => harmless('look-alike', text));

const harmlessKeys: Sample[] = [
  ...[
    'gen_ai.usage.output_tokens',
    'token_count',
    'next_page_token',
    'secret.name',
    'password.length',
    'cookie.consent',
  ],
  ...['compass', 'bypass', 'http.route', 'cost_per_token', 'tokenizer', 'api.key.id', 'secretary', 'session.id'],
].map((key) => harmless(`key ${key}`, 'plain words', key));

export const corpus: readonly Sample[] = [...keys, ...credentials, ...personal, ...lookAlikes, ...harmlessKeys];
