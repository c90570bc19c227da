import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startCollector } from './support/collector.ts';
import { hasStrace, openedFiles } from './support/opened-files.ts';
import { fixture, preloadFile } from './support/program.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const program = fixture('plain-server.cjs');

describe('files that the preload opens', { skip: !hasStrace && 'needs strace' }, () => {
  it('are fewer than 40, those of export among them, when only http is instrumented and the program loads no library', async () => {
    const collector = await startCollector();
    const env = {
      PATH: process.env.PATH,
      SPANWISE_ENGINE: 'native',
      OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http',
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_BSP_SCHEDULE_DELAY: '100',
      OTEL_METRIC_EXPORT_INTERVAL: '300',
    };
    const files = await openedFiles([process.execPath, '--require', preloadFile, program], env, async ({ stdout }) => {
      const [text] = await once(stdout!.setEncoding('utf8'), 'data');
      await fetch(`http://127.0.0.1:${/\d+/.exec(text)}/`).then((response) => response.text());
      await collector.waitFor('spans and metrics', () => collector.spans.length > 0 && collector.metrics.length > 0);
    });
    await collector.close();
    const ours = [...files].filter((file) => file.startsWith(root) && file !== program);
    assert.ok(ours.length > 0, 'nothing of ours was opened: is it built?');
    assert.ok(ours.length < 40, `${ours.length} files:\n${ours.join('\n')}`);
  });
});
