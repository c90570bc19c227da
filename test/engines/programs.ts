import { libraries } from './libraries.ts';
import type { ServerName } from './servers.ts';

/** A program that runs under both engines. */
export interface Program {
  file: string;
  /** Where it lies; `programs` by default. */
  folder?: 'programs' | 'libraries';
  /** What it does, for the page. */
  about: string;
  /** The environments it is compared in, on top of the usual one. */
  environments?: readonly Readonly<Record<string, string>>[];
  /** Scopes whose spans only upstream makes: they are left out, and what is below them goes to the span above. */
  leaveOut?: readonly string[];
  /** The server that it finds at `SERVER_PORT`. */
  server?: ServerName;
  /** Log records and metrics are compared too. */
  isAboutAll?: boolean;
  /** Its exit code, when it is not 0. */
  exit?: number;
}

const tight = {
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '5',
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '7',
  OTEL_SPAN_EVENT_COUNT_LIMIT: '3',
  OTEL_SPAN_LINK_COUNT_LIMIT: '2',
  OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT: '2',
  OTEL_LINK_ATTRIBUTE_COUNT_LIMIT: '2',
};
const zero = Object.fromEntries(Object.keys(tight).map((name) => [name, '0']));
const general = { OTEL_ATTRIBUTE_COUNT_LIMIT: '4', OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '3' };
// One span a request, so that one that cannot be encoded costs no other.
const alone = { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '1' };
const json = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };

export const programs: readonly Program[] = [
  {
    file: 'attributes.cjs',
    about: 'Attributes of every type, valid or not, at the start and later; limits.',
    environments: [{}, json, tight, zero, general],
  },
  {
    file: 'events-and-links.cjs',
    about: 'Events and links, at the start and later, with attributes of all kinds; limits and dropped counts.',
    environments: [{}, json, tight, zero],
  },
  {
    file: 'status-and-exceptions.cjs',
    about: 'Which status wins; `recordException` with whatever programs throw.',
    environments: [{}, json],
  },
  {
    file: 'times.cjs',
    about: 'Start, end and event times in every form of `TimeInput`, in any order.',
    environments: [{}, json],
  },
  {
    file: 'wrong-times.cjs',
    about: 'Times that are none.',
    environments: [alone, { ...alone, ...json }],
  },
  {
    file: 'wrong-types.cjs',
    about: 'Names, kinds, links, statuses, scopes and contexts that are not what the types ask for.',
    environments: [alone, { ...alone, ...json }],
  },
  { file: 'span-life.cjs', about: 'Kinds, names, calls after the end, spans that record nothing.' },
  {
    file: 'parents.cjs',
    about: 'Active span, given context, `root`, parents with odd ids and flags; the overloads of `startActiveSpan`.',
  },
  { file: 'tracers.cjs', about: 'Scopes: names, versions, schemas; tracers that were there before the provider.' },
  { file: 'suppressed.cjs', about: 'Contexts in which tracing is suppressed.' },
  { file: 'context.cjs', about: 'The context API: values, `with`, `bind` on functions and emitters.' },
  {
    file: 'async.mjs',
    about: 'The active span across promises, timers, microtasks, generators, storages of the program.',
  },
  {
    file: 'emitters.cjs',
    about: 'The active span in emitters, event targets, streams, pipelines, `AsyncResource`s.',
  },
  {
    file: 'native-callbacks.cjs',
    about: 'Callbacks from fs, zlib, crypto, dns, sockets, child processes.',
  },
  { file: 'worker.cjs', about: 'Worker threads, and a trace that goes on in them.' },
  {
    file: 'sampling.cjs',
    about: 'What each sampler decides about roots and about children of known parents.',
    environments: [
      {},
      { OTEL_TRACES_SAMPLER: 'always_on' },
      { OTEL_TRACES_SAMPLER: 'always_off' },
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' },
      { OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: '0' },
      { OTEL_TRACES_SAMPLER: 'parentbased_always_off' },
      { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '0.5' },
      { OTEL_TRACES_SAMPLER: 'parentbased_traceidratio', OTEL_TRACES_SAMPLER_ARG: '1' },
    ],
  },
  {
    file: 'propagation.cjs',
    about: 'Headers in and out, well formed and not, with each propagator.',
    environments: [
      {},
      { OTEL_PROPAGATORS: 'b3' },
      { OTEL_PROPAGATORS: 'b3multi' },
      { OTEL_PROPAGATORS: 'xray,tracecontext,baggage' },
      { OTEL_PROPAGATORS: 'none' },
    ],
  },
  { file: 'baggage.cjs', about: 'Baggage: made, changed, read from good and bad headers, written.' },
  {
    file: 'http-keep-alive.cjs',
    isAboutAll: true,
    about: 'node:http server and client, connections used again, requests at the same time.',
  },
  {
    file: 'http-remote-parent.cjs',
    isAboutAll: true,
    about: 'A server called with sampled, unsampled, odd and doubled headers.',
    environments: [{}, { OTEL_TRACES_SAMPLER: 'always_on' }, { OTEL_TRACES_SAMPLER: 'parentbased_always_off' }],
  },
  {
    file: 'http-errors.cjs',
    isAboutAll: true,
    about: 'Hang-ups, aborted and refused requests, handlers that throw.',
  },
  {
    file: 'express.cjs',
    isAboutAll: true,
    about: 'An express application: routers, middleware, every way to fail, load.',
    leaveOut: ['@opentelemetry/instrumentation-express'],
  },
  {
    file: 'express.cjs',
    isAboutAll: true,
    about: 'The same with spans of its layers.',
    environments: [{ SPANWISE_EXPRESS_SPANS: 'layers' }],
  },
  {
    file: 'fastify.mjs',
    isAboutAll: true,
    about: 'A fastify application: hooks, plugins, schemas, streams, errors, load.',
    leaveOut: ['@fastify/otel'],
  },
  { file: 'fetch.mjs', isAboutAll: true, about: '`fetch`: bodies, redirects, aborted and refused requests, load.' },
  { file: 'uncaught.cjs', about: 'A program that dies of its own error, with spans still to send.', exit: 1 },
  ...libraries,
];
