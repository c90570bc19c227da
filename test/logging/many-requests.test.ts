import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { startProgram } from '../support/program.ts';

const program = fileURLToPath(new URL('programs/many-requests.cjs', import.meta.url));
const connections = 100;
const pipelined = 100;

it('10,000 requests at once: no line has the context of another', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-many-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const files = [join(folder, 'ours.log'), join(folder, 'pino.log')];
  const running = startProgram(program, {
    args: [String(connections * pipelined), ...files],
    env: { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'none' },
  });
  await running.printed('port ');
  const port = Number(/port (\d+)/.exec(running.stdout())![1]);
  await Promise.all(Array.from({ length: connections }, (_, index) => ask(port, index)));
  running.child.kill('SIGTERM');
  const { code, stderr } = await running.ended;
  assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });

  const traces = new Map<string, string>();
  const hashes = new Map<string, string>();
  let count = 0;
  for (const line of files.flatMap((file) => readFileSync(file, 'utf8').split('\n').slice(0, -1))) {
    const fields = JSON.parse(line);
    const { id } = fields;
    const isInner = fields.message === 'inner' || fields.msg === 'of pino';
    const operation = `${isInner ? 'inner' : 'op'}-${id}`;
    assert.deepEqual(
      [fields['correlation.id'], fields['tenant.id'], fields['operation.name']],
      [id, `t-${id}`, operation],
      line,
    );
    assert.equal(remembered(traces, id, fields['trace.id'] ?? fields.trace_id), true, line);
    assert.equal(remembered(hashes, id, fields['user.hash']), true, line);
    count++;
  }
  assert.equal(count, 5 * connections * pipelined);
  assert.equal(new Set(traces.values()).size, connections * pipelined);
  assert.equal(new Set(hashes.values()).size, connections * pipelined);
});

function remembered(values: Map<string, string>, id: string, value: string): boolean {
  if (!values.has(id)) values.set(id, value);
  return values.get(id) === value;
}

/** Sends requests one behind the other, without waiting for answers: Node.js handles them at the same time. */
async function ask(port: number, connection: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const requests = Array.from(
    { length: pipelined },
    (_, index) => `GET /r${connection}-${index} HTTP/1.1\r\nhost: localhost\r\n\r\n`,
  );
  socket.write(requests.join(''));
  let text = '';
  while (text.split('HTTP/1.1 200').length - 1 < pipelined) {
    const [chunk] = await once(socket, 'data');
    text += chunk;
  }
  socket.destroy();
}
