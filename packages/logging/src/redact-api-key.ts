/**
 * The form of keys and tokens, by who issues them: how they begin, and what follows. Both are regular expressions that
 * mean the same in JavaScript and in Go, and each ends after a bounded number of characters.
 */
export interface KeyForm {
  readonly issuer: string;
  /** At least two characters, as they are. */
  readonly start: string;
  readonly rest: string;
}

function forms(issuer: string, ...parts: (readonly [start: string, rest: string])[]): KeyForm[] {
  return parts.map(([start, rest]) => ({ issuer, start, rest }));
}

const url64 = '[A-Za-z0-9_-]';

/** By what issuers document, or what their keys have been seen to be. */
export const keyForms: readonly KeyForm[] = [
  ...forms('1Password', ['ops_eyJ', `[A-Za-z0-9+/]{100,1000}=*`]),
  ...forms('age', ['AGE-SECRET-KEY-1', '[A-Z0-9]{58}']),
  ...forms('Airtable', ['pat', '[A-Za-z0-9]{14}\\.[0-9a-f]{64}']),
  ...forms('Alibaba Cloud', ['LTAI', '[A-Za-z0-9]{16,24}\\b']),
  ...forms('Anthropic', ['sk-ant-', `${url64}{32,200}`]),
  ...forms('Atlassian', ['ATATT3', '[A-Za-z0-9_=-]{100,300}'], ['ATCTT3', '[A-Za-z0-9_=-]{100,300}']),
  ...forms('AWS', ['AKIA', '[A-Z0-9]{16}\\b'], ['ASIA', '[A-Z0-9]{16}\\b'], ['ABSK', '[A-Za-z0-9+/]{100,250}={0,2}']),
  ...forms('Brevo', ['xkeysib-', '[0-9a-f]{64}-[A-Za-z0-9]{16}'], ['xsmtpsib-', '[0-9a-f]{64}-[A-Za-z0-9]{16}']),
  ...forms('Buildkite', ['bkua_', '[0-9a-f]{40}']),
  ...forms('CircleCI', ['CCIPAT_', '[A-Za-z0-9]{22}_[0-9a-f]{40}']),
  ...forms('Clojars', ['CLOJARS_', '[A-Za-z0-9]{60}']),
  ...forms('crates.io', ['cio', '[A-Za-z0-9]{32}\\b']),
  ...forms('Databricks', ['dapi', '[0-9a-f]{32}']),
  ...forms('DigitalOcean', ['dop_v1_', '[0-9a-f]{64}'], ['doo_v1_', '[0-9a-f]{64}'], ['dor_v1_', '[0-9a-f]{64}']),
  ...forms('Docker', ['dckr_pat_', `${url64}{27}`], ['dckr_oat_', `${url64}{32}`]),
  ...forms('Doppler', ['dp.pt.', '[A-Za-z0-9]{40,44}'], ['dp.st.', '[A-Za-z0-9_.-]{40,80}']),
  ...forms('Dropbox', ['sl.', `${url64}{60,1000}`]),
  ...forms('Duffel', ['duffel_live_', `${url64}{43}`], ['duffel_test_', `${url64}{43}`]),
  ...forms('Dynatrace', ['dt0c01.', '[A-Z0-9]{24}\\.[A-Z0-9]{64}'], ['dt0s01.', '[A-Z0-9]{24}\\.[A-Z0-9]{64}']),
  ...forms('EasyPost', ['EZAK', '[A-Za-z0-9]{54}'], ['EZTK', '[A-Za-z0-9]{54}']),
  ...forms('Facebook', ['EAAC', '[A-Za-z0-9]{80,300}'], ['EAAB', '[A-Za-z0-9]{80,300}']),
  ...forms('Figma', ['figd_', `${url64}{38,44}`]),
  ...forms(
    'Fly.io',
    ['fo1_', `${url64}{43}`],
    ['fm1a_', '[A-Za-z0-9+/=]{100,1000}'],
    ['fm2_', '[A-Za-z0-9+/=]{100,1000}'],
  ),
  ...forms('GitHub', ['ghp_', '[A-Za-z0-9]{36,255}'], ['gho_', '[A-Za-z0-9]{36,255}'], ['ghu_', '[A-Za-z0-9]{36,255}']),
  ...forms(
    'GitHub',
    ['ghs_', '[A-Za-z0-9]{36,255}'],
    ['ghr_', '[A-Za-z0-9]{36,255}'],
    ['github_pat_', '[A-Za-z0-9_]{70,255}'],
  ),
  ...forms(
    'GitLab',
    ['glpat-', '[A-Za-z0-9_.-]{20,80}'],
    ['gldt-', `${url64}{20,80}`],
    ['glrt-', '[A-Za-z0-9_.-]{20,80}'],
  ),
  ...forms('GitLab', ['glptt-', '[0-9a-f]{40}'], ['glcbt-', `${url64}{20,80}`], ['glft-', `${url64}{20,80}`]),
  ...forms('GitLab', ['glsoat-', `${url64}{20,80}`], ['glimt-', `${url64}{20,80}`], ['glagent-', `${url64}{40,80}`]),
  ...forms('GitLab', ['gloas-', '[0-9a-f]{64}'], ['GR1348941', `${url64}{20}`]),
  ...forms('Google', ['AIza', `${url64}{35}`], ['ya29.', `${url64}{20,1000}`], ['GOCSPX-', `${url64}{28}`]),
  ...forms('Grafana', ['glsa_', '[A-Za-z0-9]{32}_[0-9a-fA-F]{8}'], ['glc_', '[A-Za-z0-9+/]{32,400}={0,2}']),
  ...forms('Groq', ['gsk_', '[A-Za-z0-9]{52}']),
  ...forms('Heroku', ['HRKU-', `${url64}{36,64}`]),
  ...forms('HubSpot', ['pat-na1-', '[0-9a-f-]{36}'], ['pat-eu1-', '[0-9a-f-]{36}']),
  ...forms('Hugging Face', ['hf_', '[A-Za-z0-9]{34}'], ['api_org_', '[A-Za-z0-9]{34}']),
  ...forms('JFrog', ['AKCp', '[A-Za-z0-9]{69}']),
  ...forms('LaunchDarkly', ['sdk-', '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}']),
  ...forms('Linear', ['lin_api_', '[A-Za-z0-9]{40}'], ['lin_oauth_', '[0-9a-f]{64}']),
  ...forms('Mailgun', ['key-', '[0-9a-f]{32}\\b']),
  ...forms('Mapbox', ['sk.eyJ', `${url64}{40,200}\\.${url64}{20,40}`]),
  ...forms('Mistral', ['mistral_', '[A-Za-z0-9]{32,64}']),
  ...forms('New Relic', ['NRAK-', '[A-Z0-9]{27}'], ['NRII-', `${url64}{32}`], ['NRIQ-', `${url64}{32}`]),
  ...forms('Notion', ['ntn_', '[A-Za-z0-9]{46}'], ['secret_', '[A-Za-z0-9]{43}\\b']),
  ...forms('npm', ['npm_', '[A-Za-z0-9]{36}']),
  ...forms('NuGet', ['oy2', '[a-z0-9]{43}\\b']),
  ...forms('OpenAI', ['sk-proj-', `${url64}{40,250}`], ['sk-svcacct-', `${url64}{40,250}`]),
  ...forms(
    'OpenAI',
    ['sk-admin-', `${url64}{40,250}`],
    ['sk-', '[A-Za-z0-9]{32,64}\\b'],
    ['sk-or-v1-', '[0-9a-f]{64}'],
  ),
  ...forms('Perplexity', ['pplx-', '[A-Za-z0-9]{48}']),
  ...forms('PlanetScale', ['pscale_tkn_', '[A-Za-z0-9_.=-]{32,64}'], ['pscale_pw_', '[A-Za-z0-9_.=-]{32,64}']),
  ...forms('PlanetScale', ['pscale_oauth_', '[A-Za-z0-9_.=-]{32,64}']),
  ...forms('Postman', ['PMAK-', '[0-9a-f]{24}-[0-9a-f]{34}']),
  ...forms('Pulumi', ['pul-', '[0-9a-f]{40}']),
  ...forms('PyPI', ['pypi-AgE', `${url64}{50,1000}`]),
  ...forms('Razorpay', ['rzp_live_', '[A-Za-z0-9]{14,24}'], ['rzp_test_', '[A-Za-z0-9]{14,24}']),
  ...forms('Replicate', ['r8_', '[A-Za-z0-9]{37,40}']),
  ...forms('Resend', ['re_', '[A-Za-z0-9]{8}_[A-Za-z0-9]{24}']),
  ...forms('RubyGems', ['rubygems_', '[0-9a-f]{48}']),
  ...forms('SendGrid', ['SG.', `${url64}{16,32}\\.${url64}{32,64}`]),
  ...forms('Sentry', ['sntrys_', '[A-Za-z0-9+/=_-]{40,400}'], ['sntryu_', '[0-9a-f]{64}']),
  ...forms('Shopify', ['shpat_', '[0-9a-fA-F]{32}'], ['shpca_', '[0-9a-fA-F]{32}'], ['shppa_', '[0-9a-fA-F]{32}']),
  ...forms('Shopify', ['shpss_', '[0-9a-fA-F]{32}']),
  ...forms(
    'Slack',
    ['xoxb-', '[A-Za-z0-9-]{20,250}'],
    ['xoxp-', '[A-Za-z0-9-]{20,250}'],
    ['xoxa-', '[A-Za-z0-9-]{20,250}'],
  ),
  ...forms(
    'Slack',
    ['xoxr-', '[A-Za-z0-9-]{20,250}'],
    ['xoxs-', '[A-Za-z0-9-]{20,250}'],
    ['xoxe', '[A-Za-z0-9.-]{20,250}'],
  ),
  ...forms(
    'Slack',
    ['xapp-', '[A-Za-z0-9-]{20,250}'],
    ['xoxc-', '[A-Za-z0-9-]{20,250}'],
    ['xoxd-', '[A-Za-z0-9%/+-]{20,250}'],
  ),
  ...forms('Slack', ['hooks.slack.com/', '(services|workflows|triggers)/[A-Za-z0-9_/-]{20,120}']),
  ...forms('Discord', ['discord.com/api/webhooks/', `[0-9]{17,20}/${url64}{60,80}`]),
  ...forms('Square', ['sq0atp-', `${url64}{22}`], ['sq0csp-', `${url64}{43}`], ['EAAA', `${url64}{60}`]),
  ...forms('Stripe', ['sk_live_', '[A-Za-z0-9]{16,250}'], ['sk_test_', '[A-Za-z0-9]{16,250}']),
  ...forms(
    'Stripe',
    ['rk_live_', '[A-Za-z0-9]{16,250}'],
    ['rk_test_', '[A-Za-z0-9]{16,250}'],
    ['whsec_', '[A-Za-z0-9+/=]{24,64}'],
  ),
  ...forms('Supabase', ['sbp_', '[0-9a-f]{40}'], ['sb_secret_', `${url64}{20,60}`]),
  ...forms('Tailscale', ['tskey-', '(auth|api|client|scim|webhook)-[A-Za-z0-9-]{20,80}']),
  ...forms('Twilio', ['SK', '[0-9a-f]{32}\\b']),
  ...forms('Vault', ['hvs.', `${url64}{24,500}`], ['hvb.', `${url64}{24,500}`], ['hvr.', `${url64}{24,500}`]),
  ...forms('Vercel', ['vercel_blob_rw_', '[A-Za-z0-9_]{30,80}']),
  ...forms('xAI', ['xai-', '[A-Za-z0-9]{60,100}']),
  ...forms('Yandex Cloud', ['AQVN', `${url64}{35,38}`], ['t1.', `${url64}{60,600}={0,2}\\.${url64}{86}`]),
];
