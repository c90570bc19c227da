export { readRedactionRules } from '@spanwise/logging/redaction-rules';
