import Module from 'node:module';
import { isAbsolute } from 'node:path';
import type { Instrumentation, ModuleTarget, Telemetry } from './instrumentation.ts';

/** What an instrumentation of upstream patches: `InstrumentationNodeModuleDefinition`, as far as it is used here. */
interface Definition {
  name: string;
  supportedVersions: string[];
  patch?: ModuleTarget['patch'];
  files?: { name: string; supportedVersions: string[]; patch?: ModuleTarget['patch'] }[];
}

/** An `InstrumentationBase` of `@opentelemetry/instrumentation`, by what it is asked here. */
interface UpstreamInstrumentation {
  /** What `init()` returned. Not public, but what `enable()` registers; the test of the table keeps watch over it. */
  _modules?: Definition[];
  _requireInTheMiddleSingleton?: RequireSingleton;
  getConfig(): object;
  setConfig(config: object): void;
  setTracerProvider(provider: unknown): void;
  setMeterProvider(provider: unknown): void;
  setLoggerProvider?(provider: unknown): void;
  enable(): void;
  disable(): void;
}

interface RequireSingleton {
  register(...args: unknown[]): unknown;
  _initialize(): void;
}

export type UpstreamClass = new (config: object) => UpstreamInstrumentation;

/**
 * Makes an instrumentation of upstream one of ours: what it wants to patch is returned instead of being registered with
 * require-in-the-middle and import-in-the-middle, and the rest of `registerInstrumentations` is done as upstream does
 * it: it gets its providers and is enabled, which is when one that listens to channels subscribes.
 *
 * @param name as in `OTEL_NODE_ENABLED_INSTRUMENTATIONS`
 * @param make the class of the instrumentation
 * @param config its options
 */
export function fromUpstream(
  name: string,
  make: UpstreamClass,
  config: object,
  { tracerProvider, meterProvider, loggerProvider }: Telemetry,
): Instrumentation {
  const whole = withoutRequireHook(() => new make({ ...config, enabled: false }));
  const parts = partsOf(whole);
  const definitions = parts.map(({ _modules = [] }) => _modules);
  whole.setTracerProvider(tracerProvider);
  whole.setMeterProvider(meterProvider);
  whole.setLoggerProvider?.(loggerProvider);
  return {
    name,
    targets: definitions.flat().flatMap(targetsOf),
    start() {
      // Without modules `enable()` registers no hook.
      for (const part of parts) part._modules = [];
      whole.setConfig({ ...whole.getConfig(), enabled: true });
      whole.enable();
      for (const [index, part] of parts.entries()) part._modules = definitions[index]!;
    },
    stop: () => whole.disable(),
  };
}

/** An instrumentation and those that it is made of: that of redis has one for each way redis was written. */
function partsOf(whole: UpstreamInstrumentation): UpstreamInstrumentation[] {
  const inner = Object.values(whole).filter((value) => Array.isArray(value?._modules));
  return [whole, ...(inner as UpstreamInstrumentation[])];
}

function targetsOf({ name, supportedVersions, patch, files = [] }: Definition): ModuleTarget[] {
  const targets: ModuleTarget[] = [];
  if (patch !== undefined) targets.push({ name, versions: supportedVersions, patch });
  for (const file of files) {
    if (file.patch === undefined) continue;
    targets.push({
      name,
      // A module that is named by its path has no files.
      ...(isAbsolute(name) ? {} : { file: withinPackage(name, file.name.replaceAll('\\', '/')) }),
      versions: file.supportedVersions,
      patch: file.patch,
    });
  }
  return targets;
}

function withinPackage(name: string, file: string): string {
  return file.startsWith(`${name}/`) ? file.slice(name.length + 1) : file;
}

/**
 * The first instrumentation of upstream hooks every `require` of the process, which would cost each of them more than a
 * microsecond. That hook is taken out again; when somebody else registers an instrumentation with the same copy of
 * upstream, it is made anew.
 */
function withoutRequireHook(make: () => UpstreamInstrumentation): UpstreamInstrumentation {
  const { require } = Module.prototype;
  const { getBuiltinModule } = process;
  const made = make();
  if (Module.prototype.require === require) return made;
  Module.prototype.require = require;
  process.getBuiltinModule = getBuiltinModule;
  const singleton = made._requireInTheMiddleSingleton!;
  const { register } = singleton;
  singleton.register = (...args) => {
    singleton.register = register;
    singleton._initialize();
    return singleton.register(...args);
  };
  return made;
}
