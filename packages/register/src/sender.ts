export { createSender } from '@spanwise/otlp';
