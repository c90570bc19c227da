import type { Difference } from './differences.ts';
import { programs } from './programs.ts';

/** A difference between the engines that stays, and why. */
export interface Accepted {
  /** What it is about, for the page. */
  what: string;
  /** Programs in which it shows; the comparison fails when it does not. */
  programs: readonly string[];
  /** The lines of the outcome that differ. */
  lines: readonly AcceptedLine[];
  /** Upstream's and our behaviour in words, for the page. */
  upstreamDoes: string;
  nativeDoes: string;
  reason: string;
  /** The rule of a specification. */
  link: string;
}

export interface AcceptedLine {
  /** The way to the span and what of it. */
  where: RegExp;
  /** What upstream has in such a line; undefined: no such line. */
  upstream: RegExp | undefined;
  /** What native has in such a line; undefined: no such line. */
  native: RegExp | undefined;
}

const errorHandling = 'https://opentelemetry.io/docs/specs/otel/error-handling/#basic-error-handling-principles';

const programsOverHttp = [
  'http-keep-alive.cjs',
  'http-remote-parent.cjs',
  'http-errors.cjs',
  'express.cjs',
  'fastify.mjs',
  'fetch.mjs',
];
const librariesOverHttp = [
  'koa.cjs',
  'hapi.cjs',
  'nest-express.cjs',
  'nest-fastify.cjs',
  'connect.cjs',
  'restify.cjs',
  'undici.cjs',
  'openai.cjs',
  'aws-sdk.cjs',
  'imported.mjs',
  'anthropic.cjs',
  'azure-sdk.cjs',
];

export const accepted: readonly Accepted[] = [
  {
    what: 'Random flag',
    programs: programs.map(({ file }) => file),
    lines: [
      { where: /: (link \d+ )?flags$/, upstream: /^0x[13]0[01]$/, native: /^0x[13]0[23]$/ },
      { where: /^log .*: flags$/, upstream: /^0x1$/, native: /^0x3$/ },
      { where: /^printed /, upstream: /"trace_flags":"01"/, native: /"trace_flags":"03"/ },
      { where: /: attribute .*\.opts\.traceparent$/, upstream: /-01"$/, native: /-03"$/ },
      { where: /^printed /, upstream: /-0[01]"/, native: /-0[23]"/ },
      { where: /^printed span context$/, upstream: /"traceFlags":1\}/, native: /"traceFlags":3\}/ },
      { where: /^printed .*, flags and state$/, upstream: /^\[[01],/, native: /^\[[23],/ },
    ],
    upstreamDoes: 'Never sets the `random` flag, and drops that of a parent.',
    nativeDoes: 'Sets it on trace ids that it makes, and keeps that of a parent.',
    reason: 'Samplers of consistent probability rely on it.',
    link: 'https://www.w3.org/TR/trace-context-2/#random-trace-id-flag',
  },
  {
    what: 'Class of the global tracer provider',
    programs: ['tracers.cjs'],
    lines: [{ where: /^printed provider is a proxy$/, upstream: /^true$/, native: /^false$/ }],
    upstreamDoes:
      "Is an instance of the program's own `ProxyTracerProvider`, if both have the same copy of the API; with two copies it is none.",
    nativeDoes: 'Is one of the copy in our file, with the same methods; `getDelegate` is there to look for.',
    reason: 'One file loads in a fraction of the time of the 51 of the API.',
    link: 'https://opentelemetry.io/docs/specs/otel/library-guidelines/#requirements',
  },
  {
    what: 'Flags that level 2 does not define',
    programs: ['propagation.cjs'],
    lines: [
      {
        where: /^printed (unknown flags|flags without sampled)$/,
        upstream: /"traceFlags":25[45],/,
        native: /"traceFlags":[23],/,
      },
      {
        where: /^printed ((unknown flags|flags without sampled), injected|inject flags 255)$/,
        upstream: /-0f[ef]"/,
        native: /-0[23]"/,
      },
    ],
    upstreamDoes: 'Keeps them, and writes them in three digits, which is no valid header.',
    nativeDoes: 'Keeps and writes the two flags that are defined.',
    reason: 'Others have to be zero; a receiver refuses a header of another length, and the trace breaks there.',
    link: 'https://www.w3.org/TR/trace-context-2/#other-flags',
  },
  {
    what: 'Headers that are written',
    programs: ['propagation.cjs'],
    lines: [
      { where: /^printed inject upper case$/, upstream: /"00-4BF92F35/, native: /"00-4bf92f35/ },
      { where: /^printed inject empty state$/, upstream: /,"tracestate":""\}$/, native: /-01"\}$/ },
    ],
    upstreamDoes: 'Writes ids as another SDK gave them, in upper case too, and an empty `tracestate`.',
    nativeDoes: 'Writes ids in lower case, and no empty `tracestate`.',
    reason: 'Upper case is not valid in the header; an empty `tracestate` says nothing.',
    link: 'https://www.w3.org/TR/trace-context-2/#traceparent-header-field-values',
  },
  {
    what: 'White space around `traceparent`, and several of them',
    programs: ['propagation.cjs'],
    lines: [
      { where: /^printed blanks$/, upstream: /^"no span"$/, native: /"traceFlags":1,/ },
      { where: /^printed blanks, injected$/, upstream: /^\{\}$/, native: /-01"\}$/ },
      { where: /^printed (line end|traceparent list of two)$/, upstream: /"traceFlags":1,/, native: /^"no span"$/ },
      {
        where: /^printed (line end|traceparent list of two), injected$/,
        upstream: /-01"\}$/,
        native: /^\{\}$/,
      },
    ],
    upstreamDoes: 'Takes one blank or line end on each side, and the first of several headers.',
    nativeDoes: 'Takes any number of blanks and tabs, no line end, and none of several headers.',
    reason: 'White space around a value is blanks and tabs; which of several parents is the right one cannot be told.',
    link: 'https://www.rfc-editor.org/rfc/rfc9110#section-5.5',
  },
  {
    what: 'Members of `baggage` that upstream loses',
    programs: ['baggage.cjs'],
    lines: [
      { where: /^printed no value$/, upstream: /^\[\["b",/, native: /^\[\["a","",null\],\["b",/ },
      { where: /^printed no value, injected$/, upstream: /"b=2"/, native: /"a=,b=2"/ },
      { where: /^printed percent.*$/, upstream: /^\[\["b",/, native: /^\[\["a","(100%|%zz|\ufffd)",null\],\["b",/ },
      { where: /^printed percent.*, injected$/, upstream: /"b=2"/, native: /"a=(100%25|%25zz|%EF%BF%BD),b=2"/ },
      { where: /^printed key __proto__$/, upstream: /^\[\["constructor",/, native: /^\[\["__proto__","1",null\],/ },
      {
        where: /^printed key __proto__, injected$/,
        upstream: /"constructor=2,/,
        native: /"__proto__=1,constructor=2,/,
      },
      { where: /^printed a member of 4097$/, upstream: /^\[\["b",/, native: /^\[\["a","v{50,}.* \(4125 char/ },
      { where: /^printed a member of 4097, injected$/, upstream: /"b=2"/, native: /"a=v{40,}.* \(4115 char/ },
      { where: /^printed over 8192$/, upstream: / \(8029 characters/, native: / \(8044 characters/ },
      { where: /^printed over 8192, injected$/, upstream: / \(8019 characters/, native: / \(8023 characters/ },
      { where: /^printed injected value "\\ud800"$/, upstream: /^\{\}$/, native: /"first=1,odd=%EF%BF%BD,last=2"/ },
    ],
    upstreamDoes:
      'Loses members with an empty value, wrong percent-coding, the name `__proto__` or more than 4,096 bytes, all that follow one that does not fit, and on writing all of them when one has a lone surrogate.',
    nativeDoes: 'Keeps them, up to 8,192 bytes in all; what is no UTF-8 becomes U+FFFD.',
    reason: 'Members of others are passed on, and one that is odd costs no other.',
    link: 'https://www.w3.org/TR/baggage/#value',
  },
  {
    what: 'Members of `baggage` that are not valid',
    programs: ['baggage.cjs'],
    lines: [
      { where: /^printed blanks$/, upstream: /," ttl = 5 "\]\]$/, native: /,"ttl=5"\]\]$/ },
      { where: /^printed blanks, injected$/, upstream: /region=eu; ttl = 5 "/, native: /region=eu;ttl=5"/ },
      { where: /^printed empty properties$/, upstream: /"eu",";"\]\]$/, native: /"eu",null\]\]$/ },
      { where: /^printed empty properties, injected$/, upstream: /region=eu;;"/, native: /region=eu"/ },
      { where: /^printed unicode$/, upstream: /^\[\["a","ž",null\]/, native: /^"none"$/ },
      { where: /^printed unicode, injected$/, upstream: /"a=%C5%BE,/, native: /^\{\}$/ },
      { where: /^printed quotes$/, upstream: /^\[\["a",.*\["b",/, native: /^\[\["b",/ },
      { where: /^printed quotes, injected$/, upstream: /"a=%22quoted%22,b=2"/, native: /"b=2"/ },
      { where: /^printed odd keys$/, upstream: /\["a b",.*\["a\(b",/, native: /^\[\["a!#\$&\*b","1",null\]\]$/ },
      { where: /^printed odd keys, injected$/, upstream: /,a%20b=2,a\(b=3"/, native: /"a!%23%24%26\*b=1"/ },
    ],
    upstreamDoes: 'Takes any characters in keys and values, and blanks and empty properties as they are.',
    nativeDoes: 'Leaves out members with characters that are not allowed, and blanks and empty properties.',
    reason: 'What is passed on has to be valid for the next receiver.',
    link: 'https://www.w3.org/TR/baggage/#definition',
  },
  {
    what: 'Attribute keys that are no strings',
    programs: ['attributes.cjs'],
    lines: [
      { where: /^key (5|\[object Object\]): attribute /, upstream: /^"val(ue)?"$/, native: undefined },
      { where: /^setAttributes of "text": attribute \d$/, upstream: /^"\w"$/, native: undefined },
      { where: /^(key .*|setAttributes of "text"): dropped attributes$/, upstream: /^[14]$/, native: /^0$/ },
    ],
    upstreamDoes: 'Takes some of them as text.',
    nativeDoes: 'Leaves them out.',
    reason: 'A key is a non-empty string.',
    link: 'https://opentelemetry.io/docs/specs/otel/common/#attribute',
  },
  {
    what: 'An attribute named `__proto__`',
    programs: ['attributes.cjs'],
    lines: [
      { where: /^__proto__( set)?: attribute __proto__$/, upstream: undefined, native: /^"(at |lat)/ },
      { where: /^__proto__: dropped attributes$/, upstream: /^0$/, native: /^1$/ },
    ],
    upstreamDoes: 'Loses it.',
    nativeDoes: 'Keeps it, and counts it when it is over the limit.',
    reason: 'It is a key like any other.',
    link: 'https://opentelemetry.io/docs/specs/otel/common/#attribute',
  },
  {
    what: 'Numbers in OTLP as JSON',
    programs: ['attributes.cjs'],
    lines: [
      { where: /attribute (infinity|minus-infinity|nan)$/, upstream: /^empty$/, native: /^double (-?Infinity|NaN)$/ },
      { where: /attribute array\.numbers$/, upstream: /empty\]$/, native: /double NaN\]$/ },
      { where: /attribute int64\.min$/, upstream: /^int -9223372036854776000$/, native: /^int -9223372036854775808$/ },
      { where: /attribute (int64\.over|number\.huge)$/, upstream: /^int /, native: /^double / },
    ],
    upstreamDoes: 'Loses NaN and infinities, and writes whole numbers beyond 64 bits as integers.',
    nativeDoes: 'Writes what it writes as protobuf.',
    reason: 'The mapping to JSON has strings for them.',
    link: 'https://protobuf.dev/programming-guides/json/',
  },
  {
    what: 'Wrong arguments',
    programs: ['attributes.cjs', 'status-and-exceptions.cjs', 'wrong-types.cjs', 'parents.cjs'],
    lines: [
      { where: /^printed /, upstream: /^throws (TypeError|getter)$/, native: undefined },
      { where: /^printed throwing getter$/, upstream: /^throws getter$/, native: /^kept out$/ },
      { where: /^printed function (text|undefined|null) throws$/, upstream: /^"TypeError"$/, native: undefined },
      { where: /^printed function (text|undefined|null) returns$/, upstream: undefined, native: /^"nothing"$/ },
    ],
    upstreamDoes: 'Throws into the program.',
    nativeDoes: 'Never throws.',
    reason: 'An instrumentation must not change what a program does.',
    link: errorHandling,
  },
  {
    what: 'A thrown function',
    programs: ['status-and-exceptions.cjs'],
    lines: [{ where: /^exception: function: event 1/, upstream: /./, native: undefined }],
    upstreamDoes: 'Records an exception with the name of the function as its type.',
    nativeDoes: 'Records none.',
    reason: 'It is no `Exception` of the API: neither text nor an object with message, name or code.',
    link: 'https://opentelemetry.io/docs/specs/otel/trace/api/#record-exception',
  },
  {
    what: 'Times that are none',
    programs: ['wrong-times.cjs'],
    lines: [
      { where: /^(start|end|event) .*: (start|end|event 1 time)$/, upstream: /^0/, native: /^during the run$/ },
      { where: /^(start|end|event) (Infinity|NaN|invalid Date)$/, upstream: undefined, native: /^a span$/ },
    ],
    upstreamDoes: 'Writes 1970 as protobuf, and as JSON a request that cannot be read.',
    nativeDoes: 'Takes the time of the call.',
    reason: 'A wrong time must not cost the span.',
    link: errorHandling,
  },
  {
    what: 'Names, links and statuses that are not what the types ask for',
    programs: ['wrong-types.cjs'],
    lines: [
      {
        where:
          /^((\(\) => 1|5|true|list|null|undefined|Symbol\(s\)|\[object Object\]) #[12]|(addLinks|context|event named|links?|options|scope:|status) .*)$/,
        upstream: undefined,
        native: /^a span$/,
      },
      { where: /^ #\d+$/, upstream: /^a span$/, native: undefined },
      { where: /: event 1$/, upstream: /^""$/, native: /^".+"$/ },
      { where: /: link 1$/, upstream: /^(ab|52|xyz) b7ad6b7169203331$/, native: /^ b7ad6b7169203331$/ },
      { where: /: link 1/, upstream: /^/, native: undefined },
      { where: /: status$/, upstream: /^(7|ERROR) ""$/, native: /^UNSET ""$/ },
      { where: /^kind .*: kind$/, upstream: /^/, native: /^INTERNAL$/ },
      { where: /^scope: .* is a number: scope$/, upstream: /^(scope@|5@)$/, native: /^(scope@5|@)$/ },
    ],
    upstreamDoes: 'Writes empty names and ids of wrong length, or requests that cannot be read, which costs spans.',
    nativeDoes: 'Writes names as text, ids of the right length or none, and known status codes.',
    reason: 'One wrong call must not cost other spans.',
    link: errorHandling,
  },
  {
    what: '`context.active()` where no context is active',
    programs: ['context.cjs'],
    lines: [{ where: /^printed active is the root$/, upstream: /^true$/, native: /^false$/ }],
    upstreamDoes: 'Is `ROOT_CONTEXT` of the API.',
    nativeDoes: 'Is an empty context of our own.',
    reason: 'Contexts made from it are of the faster kind; it holds no values either.',
    link: 'https://opentelemetry.io/docs/specs/otel/context/#get-current-context',
  },
  {
    what: '`this` in `context.with`',
    programs: ['context.cjs'],
    lines: [{ where: /^printed this of a plain call$/, upstream: /^false$/, native: /^true$/ }],
    upstreamDoes: 'Without `thisArg`, `this` is not what a plain call has.',
    nativeDoes: 'It is.',
    reason: 'The call is a plain one.',
    link: 'https://opentelemetry.io/docs/specs/otel/context/#attach-context',
  },
  {
    what: '`context.bind` of an emitter',
    programs: ['context.cjs'],
    lines: [{ where: /^printed listener added before bind$/, upstream: /^"none"$/, native: /^1$/ }],
    upstreamDoes: 'Binds the listeners that are added afterwards, each with closures of its own.',
    nativeDoes: 'Enters the context around `emit`, for all listeners.',
    reason: 'The API leaves it open, and costs no closures.',
    link: 'https://opentelemetry.io/docs/specs/otel/context/',
  },
  {
    what: 'Scopes of our own instrumentations',
    programs: [...programsOverHttp, ...librariesOverHttp, 'socket.io.cjs'],
    lines: [
      {
        where: /: scope$/,
        upstream: /^@opentelemetry\/instrumentation-(http|undici)@/,
        native: /^@spanwise\/instrumentation\/(http|undici)@/,
      },
    ],
    upstreamDoes: 'Names its packages.',
    nativeDoes: 'Names ours.',
    reason: 'The scope says which code made the telemetry.',
    link: 'https://opentelemetry.io/docs/specs/otel/common/instrumentation-scope/',
  },
  {
    what: 'Spans of methods that are not known',
    programs: ['http-keep-alive.cjs'],
    lines: [
      { where: /^PURGE( \/ |$)/, upstream: /^a span$/, native: undefined },
      { where: /^HTTP( \/ |$)/, upstream: undefined, native: /^a span$/ },
    ],
    upstreamDoes: 'Have the method in their name.',
    nativeDoes: 'Are called `HTTP`.',
    reason: 'Whoever calls a server chooses the method, and names have to be few.',
    link: 'https://opentelemetry.io/docs/specs/semconv/http/http-spans/#name',
  },
  {
    what: 'Attributes of client spans of undici',
    programs: ['express.cjs', 'fastify.mjs', 'fetch.mjs', 'undici.cjs', 'openai.cjs', 'imported.mjs', 'anthropic.cjs'],
    lines: [
      { where: /: attribute http\.request\.method_original$/, upstream: /^"[A-Z]+"$/, native: undefined },
      { where: /: attribute url\.(path|query|scheme)$/, upstream: /^"/, native: undefined },
    ],
    upstreamDoes: 'Has `http.request.method_original` on every span, and parts of `url.full` beside it, unredacted.',
    nativeDoes: 'Has the original method where it is another, and of the URL `url.full`, redacted.',
    reason: 'The conventions name these for client spans.',
    link: 'https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span',
  },
  {
    what: '`http.response.status_code` of a request that was never answered',
    programs: ['http-errors.cjs', 'fetch.mjs', 'undici.cjs'],
    lines: [{ where: /: attribute http\.response\.status_code$/, upstream: /^int 200$/, native: undefined }],
    upstreamDoes: 'Is 200 on the server span, what Node.js would have sent.',
    nativeDoes: 'Is absent.',
    reason: 'It is there if one was sent.',
    link: 'https://opentelemetry.io/docs/specs/semconv/http/http-spans/#status-code-errors',
  },
  {
    what: '`error.type` of failed requests',
    programs: ['http-errors.cjs'],
    lines: [{ where: /: attribute error\.type$/, upstream: /^"Error"$/, native: /^"ECONN(RESET|REFUSED)"$/ }],
    upstreamDoes: 'Is the name of the error, which is `Error` for all of Node.js.',
    nativeDoes: 'Is the code of the error.',
    reason: 'It tells errors apart.',
    link: 'https://opentelemetry.io/docs/specs/semconv/registry/attributes/error/',
  },
  {
    what: 'A response that breaks off',
    programs: ['http-errors.cjs'],
    lines: [
      { where: /^half \/ GET: status$/, upstream: /^UNSET ""$/, native: /^ERROR "aborted"$/ },
      { where: /^half \/ GET: attribute error\.type$/, upstream: undefined, native: /^"ECONNRESET"$/ },
      { where: /^half \/ GET: event 1/, upstream: undefined, native: /./ },
    ],
    upstreamDoes: 'Is no error on the client span.',
    nativeDoes: 'Is one.',
    reason: 'The caller did not get what it asked for.',
    link: 'https://opentelemetry.io/docs/specs/semconv/general/recording-errors/',
  },
  {
    what: 'A handler that throws, in a program that goes on',
    programs: ['http-errors.cjs'],
    lines: [
      {
        where: /^throw \/ GET \/ GET: attribute http\.response\.status_code$/,
        upstream: undefined,
        native: /^int 500$/,
      },
      { where: /^uncaught: handler threw$/, upstream: /^a span$/, native: undefined },
      { where: /^throw \/ GET \/ GET \/ uncaught: handler threw$/, upstream: undefined, native: /^a span$/ },
    ],
    upstreamDoes: 'Ends the server span at once, and the handlers of the exception are outside of it.',
    nativeDoes: 'Ends it with the response, and they are inside.',
    reason: 'The request is not over before it is answered.',
    link: 'https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span',
  },
  {
    what: 'Layers of express, hooks and handlers of fastify',
    programs: ['express.cjs', 'fastify.mjs', 'nest-express.cjs', 'nest-fastify.cjs'],
    lines: [
      {
        where: /^spans of (@opentelemetry\/instrumentation-express|@fastify\/otel)$/,
        upstream: /^left out$/,
        native: undefined,
      },
      {
        where: /^[^/]*( \/ [A-Z]+)? \/ [A-Z]+( \/[^ ]*)?: attribute (tenant|color)$/,
        upstream: undefined,
        native: /^"/,
      },
      { where: /: event [12]/, upstream: undefined, native: /^/ },
    ],
    upstreamDoes: 'Makes a span for each, on which attributes and errors of the program end up.',
    nativeDoes:
      'Makes one span a request, with its route, and what the program sets and throws. `SPANWISE_EXPRESS_SPANS=layers` brings the spans of express back.',
    reason: 'One span a request costs less, and has the same route, duration and error.',
    link: 'https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-server-span',
  },
  {
    what: 'A setting of native',
    programs: ['express.cjs'],
    lines: [
      {
        where: /^stderr$/,
        upstream: /^\[spanwise\] SPANWISE_EXPRESS_SPANS: has no effect under the engine upstream; [^\n]+\s*$/,
        native: /^$/,
      },
    ],
    upstreamDoes: 'Says that `SPANWISE_EXPRESS_SPANS` has no effect: its instrumentation always makes these spans.',
    nativeDoes: 'Has it.',
    reason: 'A setting that does nothing is a mistake.',
    link: errorHandling,
  },
  {
    what: 'Failed requests in the metrics of durations',
    programs: ['http-errors.cjs', 'fetch.mjs', 'undici.cjs'],
    lines: [
      { where: /^metric http\.\w+\.request\.duration: point /, upstream: /^count \d/, native: /^count \d/ },
      { where: /^metric http\.\w+\.request\.duration: point of error/, upstream: /^count \d/, native: undefined },
      { where: /^metric http\.\w+\.request\.duration: point of/, upstream: undefined, native: /^count \d/ },
    ],
    upstreamDoes: 'Have the status and the `error.type` that their spans have.',
    nativeDoes: 'Have those that their spans have, which differ as said above.',
    reason: 'Spans and metrics agree.',
    link: 'https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserverrequestduration',
  },
  {
    what: 'The answer to a request for an upgrade',
    programs: ['socket.io.cjs'],
    lines: [
      {
        where: /: attribute (http\.response\.status_code|network\.(peer\.(address|port)|protocol\.version))$/,
        upstream: undefined,
        native: /^(int 101|"127\.0\.0\.1"|<random>|"1\.1")$/,
      },
      { where: /^metric .*\.duration: point of [^,]*, server/, upstream: /^count 1,/, native: undefined },
      { where: /^metric .*\.duration: point of .*status_code=int 101, /, upstream: undefined, native: /^count 1,/ },
    ],
    upstreamDoes: 'Is not on the client span, nor in its metric.',
    nativeDoes: 'Is, with the address of the peer.',
    reason: 'It was received.',
    link: 'https://opentelemetry.io/docs/specs/semconv/http/http-spans/#http-client-span',
  },
  {
    what: '`user_agent.original` of a client',
    programs: ['azure-sdk.cjs'],
    lines: [{ where: /: attribute user_agent\.original$/, upstream: undefined, native: /^"azsdk-js-/ }],
    upstreamDoes: 'Is there if the program wrote the name of the header in lower case.',
    nativeDoes: 'Is there however it is written.',
    reason: 'Names of headers have no case.',
    link: 'https://www.rfc-editor.org/rfc/rfc9110#section-5.1',
  },
  {
    what: '`http.server.active_requests`',
    programs: [...programsOverHttp, ...librariesOverHttp],
    lines: [{ where: /^metric http\.server\.active_requests$/, upstream: undefined, native: /^a metric$/ }],
    upstreamDoes: 'Does not count them.',
    nativeDoes: 'Does.',
    reason: 'The conventions have the metric.',
    link: 'https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpserveractive_requests',
  },
  {
    what: 'Description of `http.client.request.duration`',
    programs: ['express.cjs', 'fastify.mjs', 'fetch.mjs', 'undici.cjs', 'openai.cjs', 'imported.mjs', 'anthropic.cjs'],
    lines: [
      {
        where: /^metric http\.client\.request\.duration( #2)?: description$/,
        upstream: /^Measures the duration of outbound HTTP requests\.$/,
        native: /^Duration of HTTP client requests\.$/,
      },
    ],
    upstreamDoes: 'Is its own for undici.',
    nativeDoes: 'Is that of the conventions.',
    reason: 'Instruments of one name have one description.',
    link: 'https://opentelemetry.io/docs/specs/semconv/http/http-metrics/#metric-httpclientrequestduration',
  },
  {
    what: 'Metrics of Node.js itself',
    programs: programs.filter(({ isAboutAll }) => isAboutAll).map(({ file }) => file),
    lines: [
      { where: /^metric (nodejs|process|v8js)\./, upstream: /^/, native: /^/ },
      { where: /^metric (nodejs|process|v8js)\./, upstream: /^/, native: undefined },
      { where: /^metric (nodejs|process|v8js)\./, upstream: undefined, native: /^/ },
    ],
    upstreamDoes: 'Has sizes of the heap as gauges, and neither processor time nor memory of the process.',
    nativeDoes:
      'Has them as the conventions say, and those too; in a program that ends in the first turn of its event loop, none.',
    reason: 'The conventions have the metrics; measuring begins when the program has started.',
    link: 'https://opentelemetry.io/docs/specs/semconv/runtime/nodejs-metrics/',
  },
];

export function accepts(row: Accepted, { program, where, upstream, native }: Difference): boolean {
  return (
    row.programs.includes(program) &&
    row.lines.some((line) => line.where.test(where) && matches(line.upstream, upstream) && matches(line.native, native))
  );
}

function matches(expected: RegExp | undefined, line: string | undefined): boolean {
  return expected === undefined || line === undefined ? expected === line : expected.test(line);
}
