import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { checkFiles } from './collector-check.ts';
import { configFolder } from './collector-files.ts';
import { contribComponents } from './collector-names.ts';

const contrib = contribComponents(configFolder());

/** What is said of files named a.yaml, b.yaml and so on. */
function check(...texts: string[]): string[] {
  const files = texts.map((text, index) => ({ name: `${'abc'[index]}.yaml`, text }));
  return checkFiles(files, contrib).map(({ file, line, level, message }) => `${file}:${line} ${level}: ${message}`);
}

describe('a configuration that is checked without a collector', () => {
  const rows: { what: string; text: string; says: string }[] = [
    { what: 'no YAML', text: 'a:\n  - b\n c: d\n', says: '3: All mapping items must start at the same column' },
    { what: 'no map', text: '- a\n', says: '1: expected a map with receivers, exporters, service and so on' },
    {
      what: 'a section that does not exist',
      text: 'recievers: {}\n',
      says: '1: no such section: recievers; did you mean receivers?',
    },
    {
      what: 'a component that does not exist',
      text: config({ exporters: '  otlp_htp: {}' }, '[otlp_htp]'),
      says: '4: no exporter otlp_htp in the contrib image of 0.161.0; did you mean otlp_http?',
    },
    {
      what: 'a component of another class',
      text: config({ exporters: '  span_metrics: {}' }, '[span_metrics]'),
      says: '4: no exporter span_metrics in the contrib image of 0.161.0; there is one among the connectors',
    },
    {
      what: 'a reference to nothing',
      text: config({ exporters: '  otlp_http/jaeger: {}' }, '[otlp_http/jeager]'),
      says: '9: pipeline traces: exporter otlp_http/jeager is not defined; did you mean otlp_http/jaeger?',
    },
    {
      what: 'a pipeline that leads nowhere',
      text: config({ exporters: '  debug: {}' }, '[]'),
      says: '7: pipeline traces has no exporters',
    },
    {
      what: 'a connector that nobody reads',
      text: config({ connectors: '  forward/a: {}' }, '[forward/a]'),
      says: '9: connector forward/a has no pipeline that receives from it',
    },
    {
      what: 'an extension that is not started',
      text: config({ exporters: '  debug:\n    sending_queue:\n      storage: file_storage' }, '[debug]'),
      says: '6: extension file_storage is used and not started',
    },
    {
      what: 'no pipeline',
      text: 'receivers:\n  otlp: {}\n',
      says: '2: there is no pipeline: service.pipelines is missing',
    },
    {
      what: 'a signal that does not exist',
      text: config({ exporters: '  debug: {}' }, '[debug]').replace('traces:', 'trace:'),
      says: '7: a pipeline is one of traces, metrics, logs, profiles, got trace; did you mean traces?',
    },
    {
      what: 'a list that is none',
      text: config({ exporters: '  debug: {}' }, 'debug'),
      says: '9: exporters of pipeline traces is debug, expected a list',
    },
  ];
  for (const { what, text, says } of rows) {
    test(what, () => assert.deepEqual(check(text), [says.replace(/^(\d+): /, 'a.yaml:$1 error: ')]));
  }

  test('an old name is a warning', () => {
    const text = config({ exporters: '  otlphttp: {}' }, '[otlphttp]');
    assert.deepEqual(check(text), ['a.yaml:4 warning: otlphttp is an old name, write otlp_http']);
  });

  test('several files are one configuration: what is in a later one counts', () => {
    const first = config({ exporters: '  debug: {}' }, '[debug]');
    const second = 'service:\n  pipelines:\n    traces:\n      exporters: [nop]\n';
    assert.deepEqual(check(first), []);
    assert.deepEqual(check(first, 'exporters:\n  nop:\n', second), []);
    assert.deepEqual(check(first, second), ['b.yaml:4 error: pipeline traces: exporter nop is not defined']);
  });

  test('a list may be the default of a variable', () => {
    const entry = { exporters: '  debug: {}' };
    assert.deepEqual(check(config(entry, `\${env:EXPORTERS:-[debug]}`)), []);
    assert.deepEqual(check(config(entry, `\${env:EXPORTERS}`)), []);
    assert.deepEqual(check(config(entry, `\${env:EXPORTERS:-[debgu]}`)), [
      'a.yaml:9 error: pipeline traces: exporter debgu is not defined; did you mean debug?',
    ]);
  });

  test('what a variable says is not known', () => {
    const text = config({ exporters: `  debug:\n    sending_queue:\n      storage: \${env:STORAGE:-}` }, '[debug]');
    assert.deepEqual(check(text), []);
  });
});

/** A configuration with one pipeline: the section is on line 3, its entry on line 4. */
function config(section: Record<string, string>, exporters: string): string {
  const [[name, entry]] = Object.entries(section) as [[string, string]];
  return `receivers:
  otlp: {}
${name}:
${entry}
service:
  pipelines:
    traces:
      receivers: [otlp]
      exporters: ${exporters}
`;
}
