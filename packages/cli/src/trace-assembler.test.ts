import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { makeLog, makeSpan, type SpanInput } from '../test-support/telemetry.ts';
import type { ReceivedLog, ReceivedSpan } from './received.ts';
import { type AssembledTrace, createTraceAssembler, type TraceAssemblerOptions } from './trace-assembler.ts';

const id = (digit: string): string => digit.repeat(32);

function setUp(options: Partial<TraceAssemblerOptions> = {}) {
  const traces: AssembledTrace[] = [];
  const logs: ReceivedLog[] = [];
  let notify = (): void => {};
  const assembler = createTraceAssembler({
    onTrace: (trace) => {
      traces.push(trace);
      notify();
    },
    onLog: (log) => logs.push(log),
    quietTime: 20,
    ...options,
  });
  return {
    traces,
    logs,
    assembler,
    addSpans: (...spans: SpanInput[]) => assembler.add({ signal: 'traces', spans: spans.map(makeSpan) }),
    addLogs: (...records: ReceivedLog[]) => assembler.add({ signal: 'logs', logs: records }),
    nextTrace: async (): Promise<AssembledTrace> => {
      const { length } = traces;
      // The assembler's own timer keeps no process alive.
      const alive = setInterval(() => {}, 1000);
      await new Promise<void>((resolve) => {
        notify = resolve;
        if (traces.length > length) resolve();
      });
      clearInterval(alive);
      return traces[length]!;
    },
  };
}

const names = ({ spans }: { spans: ReceivedSpan[] }): string[] => spans.map((span) => span.name);

describe('a trace', () => {
  test('is finished when its parents are there and nothing came for the quiet time', async () => {
    const { addSpans, addLogs, nextTrace } = setUp({ incompleteTime: 60_000 });
    addSpans({ id: '2', parent: '1', name: 'child', from: 1 });
    addLogs(makeLog({ span: '2', body: 'second', when: 2 }), makeLog({ span: '2', body: 'first', when: 1 }));
    addSpans({ id: '1', name: 'root' });
    const trace = await nextTrace();
    assert.deepEqual(names(trace), ['root', 'child']);
    assert.deepEqual(
      trace.logs.map((log) => log.body),
      ['first', 'second'],
    );
    assert.equal(trace.addition, false);
  });

  test('with a parent missing waits, but not for ever', async () => {
    const { addSpans, nextTrace, traces } = setUp({ incompleteTime: 150 });
    const begun = performance.now();
    addSpans({ id: '2', parent: '1', name: 'child' });
    addSpans({ id: '1', name: 'other', traceId: id('b') });
    assert.deepEqual(names(await nextTrace()), ['other']);
    if (traces.length === 1) await nextTrace();
    assert.deepEqual(names(traces[1]!), ['child']);
    assert.ok(performance.now() - begun >= 150);
  });

  test('that goes on after it was finished comes as an addition', async () => {
    const { addSpans, addLogs, nextTrace } = setUp({ incompleteTime: 60_000 });
    addSpans({ id: '1', name: 'root' });
    assert.equal((await nextTrace()).addition, false);
    addSpans({ id: '2', parent: '1', name: 'late' });
    const addition = await nextTrace();
    assert.deepEqual(names(addition), ['late']);
    assert.equal(addition.addition, true);
    assert.equal(addition.earlierSpans.get('1'.padStart(16, '0')), 'root');
    addLogs(makeLog({ span: '1' }));
    const logs = await nextTrace();
    assert.deepEqual([logs.spans.length, logs.logs.length, logs.addition], [0, 1, true]);
  });

  test('with a span delivered twice has it once', async () => {
    const { addSpans, assembler, traces } = setUp();
    addSpans({ id: '1' }, { id: '1' });
    addSpans({ id: '1' });
    assembler.flush();
    addSpans({ id: '1' });
    assembler.flush();
    assert.deepEqual(
      traces.map((trace) => trace.spans.length),
      [1],
    );
  });
});

describe('log records', () => {
  test('of no trace or of one that was not sampled are handed out at once', () => {
    const { addLogs, logs } = setUp();
    addLogs(makeLog({ body: 'no trace' }), makeLog({ span: '1', body: 'not sampled', flags: 0 }));
    assert.deepEqual(
      logs.map((log) => log.body),
      ['no trace', 'not sampled'],
    );
  });

  test('of a trace whose spans never come are handed out alone', () => {
    const { addLogs, assembler, logs, traces } = setUp();
    addLogs(makeLog({ span: '1' }));
    assert.equal(logs.length, 0);
    assembler.flush();
    assert.deepEqual([logs.length, traces.length], [1, 0]);
  });
});

test('memory is bounded: the oldest trace goes first', () => {
  const { addSpans, traces, assembler } = setUp({ maxItems: 10, quietTime: 60_000 });
  for (let index = 0; index < 16; index++) {
    addSpans({ id: '1', name: `trace ${index}`, traceId: index.toString(16).repeat(32) });
  }
  assert.deepEqual(
    traces.flatMap(names),
    Array.from({ length: 6 }, (_, index) => `trace ${index}`),
  );
  assembler.flush();
  assert.equal(traces.length, 16);
});
