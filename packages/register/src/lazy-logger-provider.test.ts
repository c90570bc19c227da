import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SeverityNumber } from '@opentelemetry/api';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { createLazyLoggerProvider } from './lazy-logger-provider.ts';

function setUp() {
  const exporter = new InMemoryLogRecordExporter();
  let loads = 0;
  const provider = createLazyLoggerProvider(
    () => {
      loads++;
      return {
        provider: new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] }),
        pipeline: { drain() {}, size: () => 0 },
      };
    },
    () => {},
  );
  const seen = () =>
    exporter.getFinishedLogRecords().map(({ body, instrumentationScope }) => [instrumentationScope.name, body]);
  return { provider, seen, loads: () => loads };
}

describe('a logger provider that is loaded at first use', () => {
  it('is not loaded by loggers that say nothing, nor when it is flushed', async () => {
    const { provider, loads } = setUp();
    provider.getLogger('quiet');
    await provider.forceFlush();
    provider.drain();
    assert.equal(loads(), 0);
  });

  it('is loaded by the first record, and gets every one, in order, under its scope', () => {
    const { provider, seen, loads } = setUp();
    const first = provider.getLogger('first');
    const second = provider.getLogger('second');
    first.emit({ body: 'one' });
    second.emit({ body: 'two' });
    first.emit({ body: 'three' });
    provider.getLogger('third').emit({ body: 'four' });
    assert.deepEqual(seen(), [
      ['first', 'one'],
      ['second', 'two'],
      ['first', 'three'],
      ['third', 'four'],
    ]);
    assert.equal(loads(), 1);
  });

  it('tells whether records are taken', () => {
    const { provider, loads } = setUp();
    assert.equal(provider.getLogger('one').enabled({ severityNumber: SeverityNumber.DEBUG }), true);
    assert.equal(loads(), 1);
  });

  it('drops records, and says so once, when it cannot be loaded', () => {
    const failures: unknown[] = [];
    const provider = createLazyLoggerProvider(
      () => {
        throw new Error('no such file');
      },
      (error) => failures.push(error),
    );
    const logger = provider.getLogger('one');
    logger.emit({ body: 'one' });
    logger.emit({ body: 'two' });
    assert.deepEqual(failures.map(String), ['Error: no such file']);
  });
});
