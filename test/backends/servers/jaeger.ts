import { buildTools } from './tools.ts';

/** The folder of `jaeger`, built once (needs Go; some ten minutes on two cores). Its page is a placeholder, its API complete. */
export function buildJaeger(): Promise<string> {
  return buildTools({
    recipe: 'jaeger',
    version: '2.13.0',
    packages: ['github.com/jaegertracing/jaeger/cmd/jaeger'],
    versionVariable: 'github.com/jaegertracing/jaeger/internal/version.latestVersion=v2.13.0',
  });
}
