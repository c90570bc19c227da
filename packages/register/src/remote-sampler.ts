import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Resource } from '@opentelemetry/resources';
import type { Sampler } from '@opentelemetry/sdk-trace';
import { createParentBasedSampler, createStandardSampler } from '@spanwise/sampling';
import { resourceAttributes, type Settings } from '@spanwise/settings';
import { errorText, report } from './report.ts';
import { runSuppressed } from './suppressed.ts';

type SamplerClass = 'AWSXRayRemoteSampler' | 'JaegerRemoteSampler';

type RemoteName = 'jaeger_remote' | 'parentbased_jaeger_remote' | 'xray';

/**
 * A sampler that asks a server for its rules: upstream's, from a package that the program has to have. It is made with the
 * first span, when requests that nobody shall see can be made; without the package every trace is kept.
 *
 * @param text `OTEL_TRACES_SAMPLER_ARG`: pairs such as `endpoint=http://localhost:5778`
 */
export function createRemoteSampler(name: RemoteName, text: string, settings: Settings, resource: Resource): Sampler {
  let made: Sampler | undefined;
  const values = pairs(text);
  const sampler = (): Sampler => {
    made ??= runSuppressed(() => withoutHoldingOpen(() => make(name, values, settings, resource)));
    return made;
  };
  return {
    shouldSample: (...args) => sampler().shouldSample(...args),
    toString: () => `${name}{${text}}`,
  };
}

function make(name: RemoteName, values: Record<string, string>, settings: Settings, resource: Resource): Sampler {
  const packageName = name === 'xray' ? '@opentelemetry/sampler-aws-xray' : '@opentelemetry/sampler-jaeger-remote';
  try {
    const upstream = load(packageName);
    if (name === 'xray') {
      return new upstream.AWSXRayRemoteSampler({
        resource,
        endpoint: values.endpoint,
        pollingInterval: numberOf(values, 'polling_interval'),
      });
    }
    const remote = new upstream.JaegerRemoteSampler({
      endpoint: values.endpoint ?? 'http://localhost:5778',
      serviceName: resourceAttributes(settings)['service.name'] ?? String(resource.attributes['service.name']),
      poolingInterval: numberOf(values, 'pollingIntervalMs') ?? 60_000,
      initialSampler: createStandardSampler('parentbased_traceidratio', numberOf(values, 'initialSamplingRate') ?? 1),
    });
    return name === 'jaeger_remote' ? remote : createParentBasedSampler(remote);
  } catch (error) {
    const cure = (error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND' ? `npm install ${packageName}` : '';
    report(
      `OTEL_TRACES_SAMPLER: ${name} needs ${packageName}: ${cure || errorText(error)}; using parentbased_always_on`,
    );
    return createStandardSampler('parentbased_always_on', 1);
  }
}

/** From the program's folder, or from beside us. */
function load(packageName: string): Record<SamplerClass, new (options: object) => Sampler> {
  try {
    return createRequire(join(process.cwd(), 'program'))(packageName);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    return require(packageName);
  }
}

function pairs(text: string): Record<string, string> {
  const entries = text.split(',').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals === -1 ? [] : [[pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]];
  });
  return Object.fromEntries(entries);
}

function numberOf(values: Record<string, string>, key: string): number | undefined {
  const text = values[key];
  if (text === undefined) return undefined;
  const number = Number(text);
  if (text !== '' && number >= 0) return number;
  report(`OTEL_TRACES_SAMPLER_ARG: got ${key}=${text}, expected a number; using the default`);
  return undefined;
}

/** Upstream's Jaeger sampler polls by a timer that would keep the program alive. */
function withoutHoldingOpen<T>(fn: () => T): T {
  const { setInterval } = globalThis;
  globalThis.setInterval = ((...args: Parameters<typeof setInterval>) =>
    setInterval(...args).unref()) as typeof setInterval;
  try {
    return fn();
  } finally {
    globalThis.setInterval = setInterval;
  }
}
