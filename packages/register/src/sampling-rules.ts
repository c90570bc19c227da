export { readRules } from '@spanwise/sampling/rules-file';
