import assert from 'node:assert/strict';
import { it } from 'node:test';
import { startCollector } from './support/collector.ts';
import { fixture, runProgram } from './support/program.ts';

it('ten wrong settings are ten lines, and the program is not affected', async () => {
  const collector = await startCollector();
  try {
    const wrong = {
      OTEL_TRACES_SAMPLER_ARG: 'ten',
      OTEL_TRACES_SAMPLER: 'parentbased_traceidratio',
      OTEL_BSP_SCHEDULE_DELAY: 'soon',
      OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '-1',
      OTEL_TRACES_EXPORTER: 'oltp',
      OTEL_METRIC_EXPORT_INTERVAL: '1.5 minutes',
      OTEL_PROPAGATORS: 'tracecontext,b4',
      OTEL_EXPORTER_OTLP_TIMEOUT: 'never',
      OTEL_EXPORTER_OTLP_COMPRESSION: 'zip',
      OTEL_SERVICE_NAMES: 'shop',
      SPANWISE_QUEUE_BYTES: 'lots',
    };
    const ended = await runProgram(fixture('ways-to-end.cjs'), {
      args: ['process.exit'],
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, ...wrong },
    });
    assert.equal(ended.code, 3);
    assert.equal(ended.stdout, 'exit handler: 3\n');
    const lines = ended.stderr.trimEnd().split('\n');
    assert.equal(lines.length, 10, ended.stderr);
    for (const [name, value] of Object.entries(wrong)) {
      if (name === 'OTEL_TRACES_SAMPLER') continue;
      const line = lines.find((text) => text.startsWith(`[spanwise] ${name}:`));
      assert.ok(line, `${name} has no line in:\n${ended.stderr}`);
      if (name !== 'OTEL_SERVICE_NAMES' && name !== 'OTEL_PROPAGATORS') assert.ok(line.includes(`'${value}'`), line);
    }
    assert.match(ended.stderr, /OTEL_TRACES_EXPORTER.*did you mean 'otlp'/i);
    assert.match(ended.stderr, /OTEL_SERVICE_NAMES.*did you mean OTEL_SERVICE_NAME/i);
    assert.equal(collector.spans.length, 1);
  } finally {
    await collector.close();
  }
});
