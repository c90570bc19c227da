import { alnum, base64, harmless, hex, lower, makeUp, type Sample, secret, upper, url64 } from './sample.ts';

// The third of the corpus that is kept apart: written from what providers document about the form of their keys, and
// from published examples of numbers, before there was any rule, or without a look at them. No rule may be changed for
// the sake of one of these: a miss found here belongs into corpus.ts as a family of its own first.

const some = makeUp(7919);

/** Keys by the documentation of who issues them. */
const keys: Sample[] = [
  // https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github
  secret('github classic', `ghp_${some(alnum, 36)}`),
  secret('github oauth', `gho_${some(alnum, 36)}`, 'login with %s failed'),
  secret('github installation', `ghs_${some(alnum, 36)}`, 'https://x-access-token:%s@github.com/acme/shop.git'),
  secret('github fine-grained', `github_pat_${some(alnum, 22)}_${some(alnum, 59)}`, 'GITHUB_TOKEN=%s npm publish'),
  // https://docs.gitlab.com/security/tokens/
  secret('gitlab personal', `glpat-${some(url64, 20)}`, 'PRIVATE-TOKEN: %s'),
  secret('gitlab runner', `glrt-${some(url64, 20)}`, 'register --token %s'),
  secret('gitlab deploy', `gldt-${some(url64, 20)}`),
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  secret('aws access key', `AKIA${some(upper, 16)}`, 'The AWS Access Key Id %s does not exist in our records'),
  secret('aws session key', `ASIA${some(upper, 16)}`),
  secret('aws secret key', some(base64, 40), 'aws_secret_access_key = %s'),
  secret('aws secret key, in the environment', some(base64, 40), 'AWS_SECRET_ACCESS_KEY=%s'),
  secret('aws presigned', some(hex, 64), 'https://b.s3.amazonaws.com/k?X-Amz-Expires=300&X-Amz-Signature=%s'),
  // https://docs.cloud.google.com/docs/authentication/api-keys
  secret('google api key', `AIza${some(url64, 35)}`, 'https://maps.googleapis.com/maps/api/geocode/json?key=%s'),
  secret('google access token', `ya29.${some(url64, 120)}`, 'Authorization: Bearer %s'),
  secret('google client secret', `GOCSPX-${some(url64, 28)}`),
  // https://learn.microsoft.com/en-us/azure/storage/common/storage-configure-connection-string
  secret(
    'azure account key',
    `${some(base64, 86)}==`,
    'DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=%s;EndpointSuffix=core.windows.net',
  ),
  secret(
    'azure service bus',
    `${some(base64, 43)}=`,
    'Endpoint=sb://shop.servicebus.windows.net/;SharedAccessKeyName=root;SharedAccessKey=%s',
  ),
  secret('azure sas', `${some(alnum, 43)}%3D`, 'https://shop.blob.core.windows.net/c/b?sv=2024-11-04&sr=b&sig=%s'),
  // https://docs.stripe.com/keys
  secret('stripe secret', `sk_live_${some(alnum, 24)}`, 'Invalid API Key provided: %s'),
  secret('stripe secret, long', `sk_live_51${some(alnum, 97)}`),
  secret('stripe test', `sk_test_${some(alnum, 24)}`),
  secret('stripe restricted', `rk_live_${some(alnum, 99)}`),
  secret('stripe webhook', `whsec_${some(alnum, 32)}`),
  // https://docs.slack.dev/authentication/tokens
  secret('slack bot', `xoxb-${some('0123456789', 12)}-${some('0123456789', 12)}-${some(alnum, 24)}`),
  secret(
    'slack user',
    `xoxp-${some('0123456789', 12)}-${some('0123456789', 12)}-${some('0123456789', 13)}-${some(hex, 32)}`,
  ),
  secret('slack app', `xapp-1-A${some(upper, 10)}-${some('0123456789', 13)}-${some(hex, 64)}`, 'token=%s&channel=C1'),
  secret(
    'slack webhook',
    `T${some(upper, 8)}/B${some(upper, 10)}/${some(alnum, 24)}`,
    'POST https://hooks.slack.com/services/%s',
  ),
  // https://platform.openai.com/docs/api-reference/authentication
  secret('openai project', `sk-proj-${some(url64, 74)}T3BlbkFJ${some(url64, 74)}`, 'Incorrect API key provided: %s.'),
  secret('openai', `sk-${some(alnum, 20)}T3BlbkFJ${some(alnum, 20)}`),
  // https://docs.anthropic.com/en/api/getting-started
  secret('anthropic', `sk-ant-api03-${some(url64, 93)}AA`, '{"x-api-key":"%s"}'),
  // https://www.twilio.com/docs/iam/api-keys
  secret('twilio auth token', some(hex, 32), 'TWILIO_AUTH_TOKEN=%s'),
  secret('twilio key', `SK${some(hex, 32)}`),
  // https://docs.sendgrid.com/ui/account-and-settings/api-keys
  secret('sendgrid', `SG.${some(url64, 22)}.${some(url64, 43)}`),
  // https://docs.npmjs.com/about-access-tokens
  secret('npm', `npm_${some(alnum, 36)}`, '//registry.npmjs.org/:_authToken=%s'),
  // https://pypi.org/help/#apitoken
  secret('pypi', `pypi-AgEIcHlwaS5vcmc${some(url64, 140)}`),
  // https://docs.docker.com/security/access-tokens/
  secret('docker', `dckr_pat_${some(url64, 27)}`, 'docker login -u acme -p %s'),
  // https://developer.hashicorp.com/vault/docs/concepts/tokens
  secret('vault', `hvs.${some(url64, 90)}`, 'X-Vault-Token: %s'),
  // https://docs.digitalocean.com/reference/api/create-personal-access-token/
  secret('digitalocean', `dop_v1_${some(hex, 64)}`),
  // https://shopify.dev/docs/apps/build/authentication-authorization
  secret('shopify', `shpat_${some(hex, 32)}`, 'X-Shopify-Access-Token: %s'),
  // https://huggingface.co/docs/hub/security-tokens
  secret('huggingface', `hf_${some(alnum, 34)}`),
  // https://docs.databricks.com/aws/en/dev-tools/auth/pat
  secret('databricks', `dapi${some(hex, 32)}`),
  // https://core.telegram.org/bots/api#authorizing-your-bot
  secret('telegram', `${some('123456789', 10)}:AA${some(url64, 33)}`, 'https://api.telegram.org/bot%s/getMe'),
  // https://grafana.com/docs/grafana/latest/administration/service-accounts/
  secret('grafana', `glsa_${some(alnum, 32)}_${some(hex, 8)}`),
  secret('grafana cloud', `glc_${some(base64, 120)}`),
  // https://docs.newrelic.com/docs/apis/intro-apis/new-relic-api-keys/
  secret('new relic', `NRAK-${some(upper, 27)}`, 'Api-Key: %s'),
  // https://documentation.mailgun.com/docs/mailgun/api-reference
  secret('mailgun', `key-${some(hex, 32)}`, 'curl -s --user api:%s https://api.mailgun.net/v3'),
  // https://mailchimp.com/developer/marketing/guides/quick-start/
  secret('mailchimp', `${some(hex, 32)}-us21`),
  // https://developer.squareup.com/docs/build-basics/access-tokens
  secret('square', `sq0csp-${some(url64, 43)}`),
  // https://linear.app/developers/graphql
  secret('linear', `lin_api_${some(alnum, 40)}`),
  // https://developers.notion.com/docs/authorization
  secret('notion', `ntn_${some('0123456789', 11)}${some(alnum, 35)}`),
  // https://developer.atlassian.com/cloud/confluence/basic-auth-for-rest-apis/
  secret('atlassian', `ATATT3xFfGF0${some(url64, 180)}=${some('0123456789ABCDEF', 8)}`),
  // https://docs.sentry.io/account/auth-tokens/
  secret('sentry', `sntryu_${some(hex, 64)}`),
  // https://doc.rust-lang.org/cargo/reference/registries.html and https://crates.io/
  secret('crates.io', `cio${some(alnum, 32)}`, 'cargo login --token=%s'),
  // https://guides.rubygems.org/api-key-scopes/
  secret('rubygems', `rubygems_${some(hex, 48)}`),
  // https://learning.postman.com/docs/developer/postman-api/authentication/
  secret('postman', `PMAK-${some(hex, 24)}-${some(hex, 34)}`),
  // https://supabase.com/docs/guides/api/api-keys
  secret('supabase', `sb_secret_${some(url64, 22)}_${some(url64, 8)}`),
  // https://airtable.com/developers/web/guides/personal-access-tokens
  secret('airtable', `pat${some(alnum, 14)}.${some(hex, 64)}`),
  // https://docs.aws.amazon.com/bedrock/latest/userguide/api-keys.html
  secret('aws bedrock', `ABSKQmVkcm9ja0FQSUtleS${some(base64, 108)}=`, 'AWS_BEARER_TOKEN_BEDROCK=%s'),
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
  secret(
    'aws signature',
    some(hex, 64),
    'Authorization: AWS4-HMAC-SHA256 Credential=shop/20130524/us-east-1/s3/aws4_request, SignedHeaders=host;range, Signature=%s',
  ),
  // https://developers.cloudflare.com/fundamentals/api/get-started/keys/
  secret('cloudflare global key', some(hex, 37), "curl -H 'X-Auth-Key: %s' https://api.cloudflare.com/client/v4/zones"),
  // https://docs.datadoghq.com/account_management/api-app-keys/
  secret('datadog', some(hex, 32), '{"DD-API-KEY":"%s","Content-Type":"application/json"}'),
  // https://developer.pagerduty.com/docs/authentication
  secret('pagerduty', `y_${some(alnum, 18)}`, 'Authorization: Token token=%s'),
  // https://docs.discord.com/developers/reference#authentication
  secret('discord bot', `MTk4${some(alnum, 20)}.${some(alnum, 6)}.${some(url64, 27)}`, 'Authorization: Bot %s'),
  // https://docs.discord.com/developers/resources/webhook
  secret('discord webhook', some(url64, 68), 'POST https://discord.com/api/webhooks/223704706495545344/%s 429'),
  // https://learn.microsoft.com/en-us/azure/azure-functions/function-keys-how-to
  secret('azure function', `${some(url64, 54)}==`, 'GET https://shop.azurewebsites.net/api/pay?code=%s'),
  // https://docs.mapbox.com/help/dive-deeper/access-tokens/
  secret('mapbox secret', `sk.eyJ1Ijoi${some(alnum, 60)}.${some(url64, 22)}`, '/geocoding/v5/x.json?access_token=%s'),
  // https://developers.figma.com/docs/rest-api/authentication/
  secret('figma', `figd_${some(url64, 40)}`, 'X-Figma-Token: %s'),
  // https://docs.doppler.com/docs/service-tokens
  secret('doppler', `dp.st.prd.${some(alnum, 43)}`, 'doppler run failed with %s'),
  // https://planetscale.com/docs/concepts/service-tokens
  secret('planetscale', `pscale_tkn_${some(url64, 43)}`),
  // https://docs.discord.com/developers/reference#authentication
  secret('discord bot', `MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.${some(url64, 27)}`, 'Authorization: Bot %s'),
  // https://tailscale.com/kb/1085/auth-keys
  secret('tailscale', `tskey-auth-k${some(alnum, 11)}CNTRL-${some(alnum, 32)}`, 'tailscale up --authkey=%s'),
  // https://console.groq.com/docs/quickstart
  secret('groq', `gsk_${some(alnum, 52)}`, 'Invalid API Key: %s'),
  // https://github.com/FiloSottile/age
  secret('age identity', `AGE-SECRET-KEY-1${some('QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L', 58)}`),
  // https://docs.datadoghq.com/api/latest/authentication/
  secret('datadog', some(hex, 32), "curl -H 'DD-API-KEY: %s' https://api.datadoghq.com/api/v1/validate"),
];

/** Credentials of protocols. */
const credentials: Sample[] = [
  // https://www.rfc-editor.org/rfc/rfc7519#section-3.1
  secret(
    'jwt',
    `eyJ0eXAiOiJKV1QiLCJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODB9.${some(url64, 43)}`,
    'Bearer %s',
  ),
  secret('jwt, unsigned', 'eyJhbGciOiJub25lIn0.eyJpc3MiOiJqb2UiLCJleHAiOjEzMDA4MTkzODB9.', 'invalid token %s'),
  secret(
    'jwt, encrypted',
    `eyJhbGciOiJSU0EtT0FFUCJ9.${some(url64, 64)}.${some(url64, 16)}.${some(url64, 80)}.${some(url64, 22)}`,
  ),
  // https://www.rfc-editor.org/rfc/rfc7617
  secret('basic', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ==', 'Authorization: Basic %s'),
  secret('basic, in a list', 'QWxhZGRpbjpvcGVuIHNlc2FtZQ==', '["authorization","Basic %s"]'),
  secret('bearer', 'mF_9.B5f-4.1JqM', 'Authorization: Bearer %s'),
  secret('cookie', `sessionid=${some(alnum, 32)}`, '%s', 'http.request.header.cookie'),
  secret('set-cookie', `sid=${some(alnum, 24)}; HttpOnly`, '%s', 'http.response.header.set-cookie'),
  secret('cookie, in a text', `connect.sid=s%3A${some(alnum, 32)}.${some(alnum, 43)}`, 'Cookie: %s'),
  // https://www.rfc-editor.org/rfc/rfc6749#section-4.3.2
  secret('oauth password', 'A3ddj3w', 'grant_type=password&username=johndoe&password=%s'),
  secret('oauth refresh', 'tGzv3JOkF0XG5Qx2TlKWIA', 'grant_type=refresh_token&refresh_token=%s'),
  secret('oauth client', '7Fjfp0ZBr1KtDRbnfVdmIw', 'client_id=s6BhdRkqt3&client_secret=%s'),
  secret('oauth answer', '2YotnFZFEjr1zCsicMWpAA', '{"access_token":"%s","token_type":"example"}'),
  // https://www.postgresql.org/docs/current/libpq-connect.html
  secret('postgres url', 'xaaler8', 'postgresql://other:%s@localhost/otherdb?connect_timeout=10'),
  secret('postgres words', 'hunter22', 'host=localhost port=5432 user=shop password=%s dbname=mydb'),
  // https://www.mongodb.com/docs/manual/reference/connection-string/
  secret('mongodb', 'D1fficultP%40ssw0rd', 'mongodb+srv://myDatabaseUser:%s@cluster0.example.mongodb.net/?w=majority'),
  // https://redis.io/docs/latest/develop/clients/nodejs/connect/
  secret('redis', 's3cret-of-redis', 'connect rediss://default:%s@redis.example.com:6380'),
  // https://www.rabbitmq.com/docs/uri-spec
  secret('amqp', 'pa%2Fss', 'amqp://user:%s@host:10000/vhost'),
  // https://learn.microsoft.com/en-us/dotnet/api/system.data.sqlclient.sqlconnection.connectionstring
  secret('sql server', 'MyPassw0rd!', 'Server=tcp:db.example.com,1433;User ID=sa;Password=%s;Encrypt=True'),
  secret('odbc', 'top{secret', 'Driver={ODBC Driver 18 for SQL Server};UID=sa;PWD=%s;'),
  // https://www.rfc-editor.org/rfc/rfc7468#section-10
  secret(
    'private key',
    some(base64, 64),
    `-----${'BEGIN'} PRIVATE KEY-----\n%s\n${some(base64, 64)}\n-----${'END'} PRIVATE KEY-----\n`,
  ),
  secret(
    'openssh key',
    some(base64, 70),
    `-----${'BEGIN'} OPENSSH PRIVATE KEY-----\\n%s\\n-----${'END'} OPENSSH PRIVATE KEY-----`,
  ),
  secret('rsa key, cut off', some(base64, 64), `-----${'BEGIN'} RSA PRIVATE KEY-----\n%s`),
  // https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2
  secret('oauth code', 'SplxlOBeZQQYbYS6WxSbIA', 'GET /cb?code=%s&state=xyz 302'),
  // https://docs.npmjs.com/cli/configuring-npm/npmrc#auth-related-configuration
  secret('npmrc', `${some(alnum, 30)}==`, '//registry.example.com/:_auth=%s'),
  // https://docs.confluent.io/platform/current/security/authentication/sasl/plain/overview.html
  secret('kafka jaas', 'alice-secret', 'PlainLoginModule required username="alice" password="%s";'),
  // https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
  secret('netrc', 'Wr0ngHorse', 'machine api.example.com login shop password %s'),
  // https://www.rfc-editor.org/rfc/rfc4954#section-4.1
  secret('smtp', 'AHRpbQB0YW5zdGFhZnRhbnN0YWFm', 'C: AUTH PLAIN %s'),
  // https://www.postgresql.org/docs/current/libpq-envars.html
  secret('postgres environment', 'hunter33', 'PGPASSWORD=%s psql -h db.example.com shop'),
  // https://everything.curl.dev/http/auth.html
  secret('curl', 'se.cr3t!', 'curl --user shop:%s https://api.example.com/orders'),
  secret('attribute password', 'correct horse battery staple', '%s', 'user.password'),
  secret('attribute apiKey', some(lower, 20), '%s', 'apiKey'),
  secret('attribute secret', some(lower, 20), '%s', 'app.clientSecret'),
  // https://www.rfc-editor.org/rfc/rfc7616#section-3.9.1
  secret(
    'digest',
    '8ca523f5e9506fed4657c9700eebdbec',
    'Authorization: Digest username="Mufasa", realm="api@example.org", uri="/dir/index.html", qop=auth, response="%s"',
  ),
  // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-auth-using-authorization-header.html
  secret(
    'aws signature',
    'fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024',
    'Authorization: AWS4-HMAC-SHA256 Credential=AK/20130524/us-east-1/s3/aws4_request,SignedHeaders=host,Signature=%s',
  ),
  // https://www.elastic.co/docs/api/doc/elasticsearch/authentication
  secret('api key scheme', 'VnVhQ2ZHY0JDZGJrUW0tZTVhT3g6dWkybHAyYXhUTm1zeWFrdzl0dk5udw==', 'Authorization: ApiKey %s'),
  // https://www.rfc-editor.org/rfc/rfc7636#appendix-B
  secret(
    'pkce verifier',
    'dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk',
    'grant_type=authorization_code&redirect_uri=https%3A%2F%2Fclient.example.com%2Fcb&code_verifier=%s',
  ),
  // https://www.postgresql.org/docs/current/sql-alterrole.html and https://dev.mysql.com/doc/refman/8.4/en/create-user.html
  secret('postgres role', 'hu8jmn3', "ALTER ROLE davide WITH PASSWORD '%s'", 'db.query.text'),
  secret('mysql user', 'n3w-pass-word', "CREATE USER 'jeffrey'@'localhost' IDENTIFIED BY '%s'", 'db.query.text'),
  // https://kafka.apache.org/documentation/#security_sasl_plain
  secret(
    'jaas',
    'alice-secret',
    'org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="%s";',
  ),
  // https://github.com/google/google-authenticator/wiki/Key-Uri-Format
  secret('totp', 'JBSWY3DPEHPK3PXP', 'otpauth://totp/Example:alice?secret=%s&issuer=Example'),
  // https://docs.oasis-open.org/wss/v1.1/wss-v1.1-spec-pr-UsernameTokenProfile-01.htm
  secret('soap', 'IloveDogs', '<wsse:Username>zoe</wsse:Username><wsse:Password>%s</wsse:Password>'),
  // https://www.gnu.org/software/inetutils/manual/html_node/The-_002enetrc-file.html
  secret('netrc', 'tr0ub4dor', 'machine ftp.example.com login joe password %s'),
];

/** What is personal. */
const personal: Sample[] = [
  // https://docs.stripe.com/testing#cards and https://docs.adyen.com/development-resources/test-cards-and-credentials/test-card-numbers
  secret('visa', '4242'.repeat(4)),
  secret('visa, in groups', '4000 0566 5566 5556', 'card %s was refused'),
  secret('mastercard', ['5555', '5555', '5555', '4444'].join('')),
  secret('mastercard, 2 series', ['2223', '0031', '2200', '3222'].join('-')),
  secret('american express', ['3782', '822463', '10005'].join('')),
  secret('american express, in groups', '3714 496353 98431', 'paid with %s'),
  secret('discover', ['6011', '1111', '1111', '1117'].join('')),
  secret('diners', ['3056', '930902', '5904'].join('')),
  secret('jcb', ['3566', '0020', '2036', '0505'].join('')),
  secret('unionpay', ['6200', '0000', '0000', '0005'].join('')),
  // https://www.swift.com/standards/data-standards/iban-international-bank-account-number
  secret('iban de', 'DE89370400440532013000'),
  secret('iban gb', 'GB29 NWBK 6016 1331 9268 19', 'transfer to %s done'),
  secret('iban fr', 'FR1420041010050500013M02606', '{"iban":"%s"}'),
  secret('iban nl', 'NL91ABNA0417164300'),
  secret('iban no', 'NO9386011117947', 'from %s'),
  secret('iban mt', 'MT84MALT011000012345MTLCAST001S'),
  // https://www.rfc-editor.org/rfc/rfc5322#appendix-A and rfc6531
  secret('e-mail', 'jdoe@machine.example'),
  secret('e-mail in angles', 'john.q.public@example.com', 'To: "Joe Q. Public" <%s>'),
  secret('e-mail with a tag', 'mary+shop@x.test.example.net', 'user %s not found'),
  secret('e-mail in a query', 'jane%40example.com', 'user=%s&page=2'),
  secret('e-mail, international', 'jürgen@bücher.example', 'kein Konto für %s'),
  // https://www.twilio.com/docs/glossary/what-e164 and numbers that are kept for fiction:
  // https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
  secret('phone e164', '+14155552671'),
  secret('phone uk', '+44 20 7946 0958', 'call %s'),
  secret('phone us', '(202) 555-0143', 'call %s now'),
  secret('phone us, hyphens', '202-555-0143'),
  secret('phone uk, national', '020 7946 0018'),
  // https://www.rfc-editor.org/rfc/rfc5737 and rfc3849
  secret('ip', '203.0.113.7', 'blocked %s after 5 attempts'),
  secret('ip with a port', '198.51.100.23', '%s:52144 connected'),
  secret('ipv6', '2001:db8:85a3::8a2e:370:7334', 'peer [%s]:443'),
  secret('ipv6, whole', '2001:0db8:0000:0000:0000:ff00:0042:8329'),
  // https://www.rfc-editor.org/rfc/rfc4291#section-2.5.5.2
  secret('ip in ipv6', '203.0.113.9', 'x-forwarded-for: ::ffff:%s'),
  // https://www.rfc-editor.org/rfc/rfc3966#section-6
  secret('phone in a uri', '+1-201-555-0123', 'tel:%s'),
  // https://datatracker.ietf.org/doc/html/rfc4291#section-2.5.5.2, as Node.js names an IPv4 client of a dual-stack server
  secret('ip, mapped', '198.51.100.77', 'client ::ffff:%s closed the connection'),
  // https://httpd.apache.org/docs/2.4/logs.html#combined
  secret('ip of an access log', '203.0.113.42', '%s - frank [10/Oct/2000:13:55:36 -0700] "GET / HTTP/1.0" 200 2326'),
  // https://www.rfc-editor.org/rfc/rfc3966 and https://www.arcep.fr (numbers for fiction)
  secret('phone uri', '+1-201-555-0123', 'Contact: <tel:%s>'),
  secret('phone fr', '+33 1 99 00 12 34', 'SMS to %s was not delivered'),
  // https://www.six-group.com/en/products-services/banking-services/payment-standardization/standards/iban.html
  secret('iban ch', 'CH93 0076 2011 6238 5295 7', 'payout to %s failed'),
];

/** What has to stay. */
const lookAlikes: Sample[] = [
  harmless('uuid', '123e4567-e89b-12d3-a456-426614174000'),
  harmless('uuid 7', 'order 018f4e2c-7f3b-7cc0-98a1-4f2d5e6b7a80 shipped'),
  harmless('ulid', '01ARZ3NDEKTSV4RRFFQ69G5FAV'),
  harmless('nanoid', 'V1StGXR8_Z5jdHi6B-myT'),
  harmless('object id', '507f1f77bcf86cd799439011'),
  harmless('sha1', 'commit 2fd4e1c67a2d28fced849ee1bb76e7391b93eb12'),
  harmless('sha256', 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'),
  harmless('md5', 'd41d8cd98f00b204e9800998ecf8427e'),
  harmless(
    'integrity',
    'sha512-z4PhNX7vuL3xVChQ1m2AB9Yg5AULVxXcg/SpIdNs6c5H0NE8XYXysP+DGNKHfuwvY7kxvUdBeoGlODJ6+SfaPg==',
  ),
  harmless('etag', 'W/"67ab43-5f9a1b2c3d4e5"'),
  harmless('traceparent', '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'),
  harmless('version', 'v24.21.0'),
  harmless('version in four parts', 'Chrome/120.0.6099.71'),
  harmless('package', '@opentelemetry/sdk-trace@3.1.1'),
  harmless('package, plain', 'npm install lodash@4.17.21 failed'),
  harmless(
    'image',
    'registry.example.com/shop/api:1.4.2@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  ),
  harmless('order number', 'ORD-2024-0012345'),
  harmless('order number of digits', 'order 4711000012345678 created'),
  harmless('invoice', 'INV-100200300400'),
  harmless('tracking number', '1Z999AA10123456784'),
  harmless('ean', '4006381333931', 'product.ean'),
  harmless('isbn', '978-3-16-148410-0'),
  harmless('snowflake id', '1145141919810893931'),
  harmless('unix nanoseconds', '1732617330123456789'),
  harmless('unix milliseconds', '1732617330123'),
  harmless('date', '2024-11-26T09:15:30.123Z'),
  harmless('date, german', '26.11.2024 09:15:30'),
  harmless('semver build', '2.0.0-rc.1+build.20241126'),
  harmless('arn', 'arn:aws:lambda:eu-central-1:123456789012:function:shop-orders:42'),
  harmless('aws account', '123456789012', 'cloud.account.id'),
  harmless('instance', 'i-0abcd1234efgh5678'),
  harmless('pod', 'shop-gateway-7d9f8b6c5d-x2x7k'),
  harmless('container', '3f4e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f'),
  harmless('loopback', '127.0.0.1:5432 refused the connection'),
  harmless('private address', 'connect ECONNREFUSED 10.0.12.7:6379'),
  harmless('ipv6 loopback', 'listening on [::1]:3000'),
  harmless('mac address', '00:1b:63:84:45:e6'),
  harmless('time', '12:34:56'),
  harmless('cpp name', 'std::vector::push_back'),
  harmless('url', 'https://shop.example.com/orders/42?page=2&sort=asc'),
  harmless('url with a colon', 'http://localhost:3000/a:b@c'),
  harmless('git remote', 'git@github.com:acme/shop.git'),
  harmless('handle', 'https://medium.example/@acme/how-we-trace'),
  harmless('decorator', 'at @Injectable() (src/app.module.ts:12:5)'),
  harmless('retina image', '/assets/logo@2x.png'),
  harmless('stack line', 'at Module._compile (node:internal/modules/cjs/loader:1554:14)'),
  harmless('sql', 'SELECT id, token_count FROM usage WHERE tenant = $1'),
  harmless('parser', 'Unexpected token } in JSON at position 17'),
  harmless('wrong password', 'Invalid password: must have at least 8 characters'),
  harmless('token usage', 'tokens: 1532 in, 210 out'),
  harmless('token count', '1532', 'gen_ai.usage.input_tokens'),
  harmless('token type', 'output', 'gen_ai.token.type'),
  harmless('page token', 'CAUQAA', 'list.next_page_token'),
  harmless('secret by name', 'shop/database', 'aws.secretsmanager.secret.arn'),
  harmless('password policy', 'strong', 'password.policy'),
  harmless('stripe publishable', `pk_live_${some(alnum, 24)}`),
  harmless('stripe id', `pi_${some(alnum, 24)}`),
  harmless('stripe customer', `cus_${some(alnum, 14)}`),
  harmless('slack channel', 'C024BE91L'),
  harmless('openai response', `chatcmpl-${some(alnum, 29)}`),
  harmless('anthropic message', `msg_${some(alnum, 24)}`),
  harmless('model', 'claude-sonnet-4-20250514'),
  harmless('kubernetes uid', 'a1b2c3d4-5678-90ab-cdef-1234567890ab'),
  harmless('public key', `-----${'BEGIN'} PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----${'END'} PUBLIC KEY-----`),
  harmless('percent', 'load 99.95 % of 1234567890 requests'),
  harmless('number with a plus', '+12.5 ms'),
  harmless('words', 'Basic authentication is required for this resource'),
  harmless('bearer words', 'Bearer tokens are checked in the gateway'),
  harmless('base64 of an image', 'data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'),
  harmless('coordinates', '52.520008, 13.404954'),
  // https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html and the headers of Amazon S3's answers
  harmless('x-ray header', 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1'),
  harmless(
    's3 request',
    'x-amz-id-2: vlR7PnpV2Ce81l0PRw6jlUpck7Jo5ZsQjryTjKlc5aLWGVHPZLj5NeC6qMa0emYBDXOo6QBU0Wo=',
    'http.response.detail',
  ),
  harmless('tracestate', 'rojo=00f067aa0ba902b7,congo=t61rcWkgMzE'),
  harmless('git describe', 'shop v1.4.2-14-g2414721 starts'),
  harmless('service account', 'User "system:serviceaccount:shop:api" cannot list resource "secrets" in API group ""'),
  harmless('locale', 'locale sk-SK, time zone Europe/Bratislava'),
  harmless('key id', '{"kty":"RSA","use":"sig","kid":"2011-04-29","e":"AQAB"}'),
  harmless('kafka offset', 'orders-12 at offset 9007199254740991, lag 0'),
  harmless('exit code', 'GET /jobs?code=137&state=failed 200'),
  harmless('sum of money', 'total 1.234.567,89 EUR of 4.111.111.111.111 possible'),
  harmless('network', 'allow 10.0.0.0/8 and 192.168.0.0/16'),
  // https://dev.mysql.com/doc/refman/8.4/en/error-access-denied.html, https://redis.io/docs/latest/commands/auth/,
  // https://www.mongodb.com/docs/manual/core/index-unique/, https://kubernetes.io/docs/concepts/configuration/secret/
  harmless('mysql denied', "Access denied for user 'shop'@'localhost' (using password: YES)"),
  harmless('postgres denied', 'FATAL: password authentication failed for user "shop"'),
  harmless('redis denied', 'WRONGPASS invalid username-password pair or user is disabled.'),
  harmless('duplicate key', 'E11000 duplicate key error collection: shop.users index: _id_ dup key: { _id: 1 }'),
  harmless('secret not mounted', 'MountVolume.SetUp failed for volume "db" : secret "db-password" not found'),
  // https://www.rfc-editor.org/rfc/rfc9110#section-14.4 and https://www.rfc-editor.org/rfc/rfc9110#section-12.5.4
  harmless('content range', 'bytes 42-1233/1234567890'),
  harmless('language', 'sk-SK,sk;q=0.9,en-US;q=0.8'),
  // https://docs.npmjs.com/cli/v11/using-npm/scripts#environment and https://huggingface.co/docs/huggingface_hub/guides/download
  harmless('npm variable', 'npm_config_user_agent=pnpm/10.12.1 npm/? node/v24.21.0 linux x64'),
  harmless('hf function', 'hf_hub_download failed for config.json'),
  // https://docs.stripe.com/api/idempotent_requests
  harmless('idempotency key', 'Idempotency-Key: 8e03978e-40d5-43dd-bc93-6894a57f9324'),
  harmless('cache key', 'cache miss, key: orders:42:summary'),
  // https://man.openbsd.org/ssh-keygen.1 and https://www.rfc-editor.org/rfc/rfc7468#section-5
  harmless('fingerprint', `256 SHA256:${some(base64, 43)} deploy@ci (ED25519)`),
  harmless('certificate', `-----${'BEGIN'} CERTIFICATE-----\nMIIBtjCCAVug\n-----${'END'} CERTIFICATE-----`),
  // https://www.gleif.org/en/about-lei/iso-17442-the-lei-code-structure
  harmless('lei', 'issuer 529900T8BM49AURSDO55 is active'),
];

export const keptApart: readonly Sample[] = [...keys, ...credentials, ...personal, ...lookAlikes];
