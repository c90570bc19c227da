export const redaction = {
  title: 'Redaction',
  settings: {
    SPANWISE_REDACT: {
      type: 'list',
      values: ['pii', 'strict', 'none'],
      default: [],
      about:
        'What is taken out of telemetry beside credentials: `pii` personal data, `strict` also the contents of queries, headers and messages; `none` nothing at all, not even credentials. See redaction.md.',
    },
    SPANWISE_REDACT_RULES: {
      type: 'path',
      about: 'A YAML file of redaction rules, see redaction.md; its rules come before those of `SPANWISE_REDACT`.',
    },
    SPANWISE_REDACT_KEY: {
      type: 'string',
      secret: true,
      about:
        'The key of the HMAC-SHA-256 that takes the place of keys, tokens and personal data, so that equal ones stay equal; at least 16 characters. Without it they are replaced by `REDACTED`, and pseudonyms of users in logs hold for one process only.',
    },
  },
} as const;
