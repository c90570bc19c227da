import { buildTools } from './tools.ts';

/** The folder of `prometheus` and `promtool`, built once (needs Go; some five minutes on two cores). */
export function buildPrometheus(): Promise<string> {
  return buildTools({
    recipe: 'prometheus',
    version: '3.16.0',
    packages: ['github.com/prometheus/prometheus/cmd/prometheus', 'github.com/prometheus/prometheus/cmd/promtool'],
    tags: 'remove_all_sd',
    versionVariable: 'github.com/prometheus/common/version.Version=3.16.0',
  });
}
