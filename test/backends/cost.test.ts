import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { dollarsByTenant } from '../support/ledger.ts';
import { fixture, runProgram } from '../support/program.ts';
import { eventually } from './eventually.ts';
import { type Otelcol, startOtelcol } from './servers/collector.ts';
import { type Prometheus, startPrometheus } from './servers/prometheus.ts';

const bin = fileURLToPath(new URL('../../packages/cli/src/bin.ts', import.meta.url));

/** What `spanwise cost report` prints of a source by tenant, in dollars. */
async function reported(...source: string[]): Promise<Record<string, string>> {
  const args = ['--conditions=@spanwise/source', bin, 'cost', 'report', '--by', 'tenant', '--json', ...source];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  const { rows } = JSON.parse(stdout) as { rows: { values: [string]; usd: string }[] };
  return Object.fromEntries(rows.map(({ values: [tenant], usd }) => [tenant, usd]));
}

describe('costs by tenant reach Prometheus through the gateway', () => {
  const folder = mkdtempSync(join(tmpdir(), 'spanwise-cost-'));
  let prometheus: Prometheus;
  let gateway: Otelcol;

  before(async () => {
    prometheus = await startPrometheus();
    gateway = await startOtelcol({
      configs: ['gateway.yaml', 'backends/prometheus.yaml'],
      env: { COLLECTOR_ID: 'one', PROMETHEUS_URL: prometheus.url },
    });
  });
  after(async () => {
    await gateway?.stop();
    await prometheus?.stop();
    rmSync(folder, { recursive: true });
  });

  it('and sum there to the nano-dollar to what two processes have in their ledger, sampled or not', async () => {
    const ledger = join(folder, 'costs.jsonl');
    const env = {
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_OTLP_ENDPOINT: gateway.url,
      SPANWISE_COST_OWNER_HEADERS: 'tenant=x-tenant-id',
      SPANWISE_COST_LEDGER: ledger,
    };
    for (const OTEL_TRACES_SAMPLER of ['always_on', 'always_off']) {
      const { code, stderr } = await runProgram(fixture('costs.cjs'), { env: { ...env, OTEL_TRACES_SAMPLER } });
      assert.deepEqual([code, stderr], [0, '']);
    }
    const { nobody, ...tenants } = dollarsByTenant(ledger);
    const expected = { ...tenants, unattributed: nobody };
    assert.deepEqual(expected, { acme: '0.06032', globex: '0.05532', unattributed: '0.11806' });
    assert.deepEqual(await reported(ledger), expected);
    await eventually(async () => assert.deepEqual(await reported('--prometheus', prometheus.url), expected));
  });
});
