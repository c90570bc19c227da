import manifest from '../package.json' with { type: 'json' };

/** The scope of spans and metrics of http. */
export const httpScope: { readonly name: string; readonly version: string } = {
  name: '@spanwise/instrumentation/http',
  version: manifest.version,
};
