import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { generate } from 'selfsigned';
import { collect } from './support/collect.ts';
import { startCollector } from './support/collector.ts';
import { type Ended, fixture, type Program, type ProgramOptions, runProgram, startProgram } from './support/program.ts';

// On busy cores there is more to wait for than the receiver: the answer of EC2's metadata, which does not come.
const adot = { SPANWISE_ENGINE: 'adot', OTEL_SERVICE_NAME: 'shop', SPANWISE_EXIT_TIMEOUT: '10s' };

function run(name: string, { env, ...options }: ProgramOptions = {}) {
  return collect(name, { ...options, env: { ...adot, ...env } });
}

async function endBy(way: string, program: Program): Promise<Ended> {
  if (way === 'SIGTERM') {
    await program.printed('ready');
    program.child.kill('SIGTERM');
  }
  return program.ended;
}

describe('what AWS adds stays', { concurrency: 2 }, () => {
  it('trace ids of X-Ray, its resource; and the service instance is ours', async () => {
    const { spans } = await run('one-span.cjs');
    const [span] = spans;
    const seconds = Number.parseInt(span!.traceId.slice(0, 8), 16);
    assert.ok(Math.abs(seconds - Date.now() / 1000) < 60, span!.traceId);
    assert.match(`${span!.resource['telemetry.auto.version']}`, /-aws$/);
    assert.equal(span!.resource['service.name'], 'shop');
    assert.ok(span!.resource['service.instance.id']);
  });

  it('headers of X-Ray and of W3C', async () => {
    const { stdout } = await run('inject.cjs');
    assert.deepEqual(JSON.parse(stdout), {
      'x-amzn-trace-id': 'Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1',
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
    });
  });

  it('the service instance that the environment names', async () => {
    const { spans } = await run('one-span.cjs', { env: { OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=mine' } });
    assert.equal(spans[0]!.resource['service.instance.id'], 'mine');
  });
});

describe('our way out', { concurrency: 2 }, () => {
  it('is the one of all signals, over each protocol', async () => {
    for (const protocol of ['http/protobuf', 'http/json']) {
      const { requests, spans, logs, metrics } = await run('one-of-each.cjs', {
        env: { OTEL_EXPORTER_OTLP_PROTOCOL: protocol },
      });
      for (const { headers } of requests) assert.match(headers['user-agent']!, /^Spanwise\//);
      assert.deepEqual([spans.length, logs.length], [1, 1]);
      const byName = Object.fromEntries(metrics.map((metric) => [metric.name, metric]));
      assert.equal(byName.one?.points[0]?.value, 1);
      assert.ok(byName.duration);
      assert.equal(metrics[0]!.resource['service.name'], 'shop');
      assert.equal(logs[0]!.resource['service.name'], 'shop');
    }
  });

  it('takes more spans in one turn than ADOT queues', async () => {
    const { spans } = await run('many-spans.cjs', { args: ['5000'] });
    assert.equal(spans.length, 5000);
  });

  it('takes what Application Signals adds to spans', async () => {
    const signals = await startCollector();
    try {
      for (const way of ['empty loop', 'SIGTERM']) {
        const { spans, requests, stderr } = await runApplicationSignals(way, signals.url);
        assert.equal(stderr, '');
        assert.equal(spans[0]!.attributes['aws.local.service'], 'shop', way);
        for (const { headers } of requests) assert.match(headers['user-agent']!, /^Spanwise\//);
        // Its metrics go by its own exporter, at the end of the process too.
        const names = new Set(signals.metrics.splice(0).map(({ name }) => name));
        assert.ok(names.has('Latency'), `${way}: ${[...names]}`);
      }
    } finally {
      await signals.close();
    }
  });

  it('Application Signals measures what our samplers drop', async () => {
    const signals = await startCollector();
    try {
      const { spans, stderr } = await runApplicationSignals('empty loop', signals.url, {
        OTEL_TRACES_SAMPLER: 'always_off',
      });
      assert.deepEqual([spans, stderr], [[], '']);
      assert.ok(signals.metrics.some(({ name }) => name === 'Latency'));
    } finally {
      await signals.close();
    }
  });

  async function runApplicationSignals(way: string, url: string, env: Record<string, string> = {}) {
    const collector = await startCollector();
    try {
      const program = startProgram(fixture('ways-to-end.cjs'), {
        args: [way],
        env: {
          ...adot,
          OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          OTEL_AWS_APPLICATION_SIGNALS_ENABLED: 'true',
          OTEL_AWS_SERVICE_EVENTS_ENABLED: 'false',
          OTEL_AWS_APPLICATION_SIGNALS_EXPORTER_ENDPOINT: `${url}/v1/metrics`,
          ...env,
        },
      });
      const ended = await endBy(way, program);
      assert.deepEqual([ended.code, ended.signal], way === 'SIGTERM' ? [null, 'SIGTERM'] : [0, null]);
      return { ...ended, spans: collector.spans, requests: collector.requests };
    } finally {
      await collector.close();
    }
  }
});

describe('endpoints of AWS', () => {
  for (const way of ['empty loop', 'SIGTERM']) {
    it(`${way}: requests are signed by ADOT, and sent before the end`, async () => {
      const { spans, logs, requests, stderr } = await toAws(way);
      assert.equal(stderr, '');
      assert.deepEqual([spans.length, logs.length], [1, 1]);
      for (const { headers } of requests) {
        assert.match(headers.authorization!, /^AWS4-HMAC-SHA256 Credential=id\/\d+\/eu-west-1\/(xray|logs)\//);
      }
    });
  }

  it('they come behind our rules', async () => {
    const { spans, requests, stderr } = await toAws('empty loop', { SPANWISE_SAMPLING: 'development' });
    assert.equal(stderr, '');
    assert.deepEqual(
      spans.map(({ attributes, traceState }) => [attributes['sampling.rule'], traceState]),
      [['development', 'ot=th:0']],
    );
    assert.ok(requests.some(({ headers }) => headers.authorization?.includes('/xray/')));
  });

  it('process.exit: one line tells the loss, also of what waited for its decision', async () => {
    const { code, stdout, stderr } = await toAws('process.exit', { SPANWISE_SAMPLING: 'development' });
    assert.deepEqual([code, stdout], [3, 'exit handler: 3\n']);
    assert.match(
      stderr,
      /^\[spanwise\] the process ended, lost: 1 span and 1 log record that the exporters of [^\n]*\n$/,
    );
  });

  async function toAws(way: string, env: Record<string, string> = {}) {
    const { private: key, cert } = await generate([{ name: 'commonName', value: 'amazonaws.com' }]);
    const aws = await startCollector({ tls: { key, cert } });
    try {
      const program = startProgram(fixture('ways-to-end.cjs'), {
        args: [way],
        flags: ['--require', fixture('aws-endpoints.cjs')],
        env: {
          ...adot,
          AWS_STAND_IN_PORT: String(aws.port),
          AWS_ACCESS_KEY_ID: 'id',
          AWS_SECRET_ACCESS_KEY: 'secret',
          OTEL_METRICS_EXPORTER: 'none',
          OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'https://xray.eu-west-1.amazonaws.com/v1/traces',
          OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'https://logs.eu-west-1.amazonaws.com/v1/logs',
          OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'x-aws-log-group=group,x-aws-log-stream=stream',
          ...env,
        },
      });
      return { ...(await endBy(way, program)), spans: aws.spans, logs: aws.logs, requests: aws.requests };
    } finally {
      await aws.close();
    }
  }
});

describe('Lambda', () => {
  it('spans go by UDP to the daemon of X-Ray, as ADOT has it', async () => {
    const { daemon, address } = await startDaemon();
    const message = once(daemon, 'message', { signal: AbortSignal.timeout(30_000) });
    try {
      const { stderr, spans } = await run('one-span.cjs', {
        env: { AWS_LAMBDA_FUNCTION_NAME: 'shop', AWS_XRAY_DAEMON_ADDRESS: address },
      });
      assert.deepEqual([stderr, spans.length], ['', 0]);
      const [datagram] = (await message) as [Buffer];
      assert.match(datagram.toString(), /^{"format":"json","version":1}\nT1S/);
    } finally {
      daemon.close();
    }
  });

  it('the fast start has an SDK of its own', async () => {
    const { daemon, address } = await startDaemon();
    try {
      const env = {
        AWS_LAMBDA_FUNCTION_NAME: 'shop',
        OTEL_AWS_LAMBDA_FAST_START: 'true',
        AWS_XRAY_DAEMON_ADDRESS: address,
      };
      const { code, stdout, stderr } = await run('inject.cjs', { env });
      assert.deepEqual([code, stderr], [0, '']);
      assert.match(stdout, /x-amzn-trace-id/i);
    } finally {
      daemon.close();
    }
  });

  async function startDaemon() {
    const daemon = createSocket('udp4').bind(0, '127.0.0.1');
    await once(daemon, 'listening');
    return { daemon, address: `127.0.0.1:${daemon.address().port}` };
  }
});

describe('what ADOT does to the process is kept from the program', { concurrency: 2 }, () => {
  it('its messages are not on stdout, and on stderr only when they are asked for', async () => {
    const silent = await run('ways-to-end.cjs', { args: ['empty loop'] });
    assert.deepEqual([silent.stdout, silent.stderr], ['done\nexit handler: 0\n', '']);
    const debug = await run('ways-to-end.cjs', { args: ['empty loop'], env: { OTEL_LOG_LEVEL: 'info' } });
    assert.equal(debug.stdout, silent.stdout);
    assert.match(debug.stderr, /^\[spanwise\] \[info\] AWS Distro of OpenTelemetry [^\n]* started successfully$/m);
  });

  it('the environment and the listeners are those of the program', async () => {
    const print =
      'console.log(JSON.stringify([process.env, process.listeners("SIGTERM").length, process.env.OTEL_METRICS_EXPORTER]))';
    const env = { OTEL_METRICS_EXPORTER: 'awsemf,none', AGENT_OBSERVABILITY_ENABLED: 'true', AWS_REGION: 'eu-west-1' };
    const of = async (engine: string) => {
      const { stdout } = await runProgram('-e', { args: [print], env: { ...env, SPANWISE_ENGINE: engine } });
      const [variables, listeners] = JSON.parse(stdout);
      delete variables.SPANWISE_ENGINE;
      return [variables, listeners];
    };
    assert.deepEqual(await of('adot'), await of('upstream'));
  });
});

describe('settings that ADOT reads by itself are no mistakes', { concurrency: 2 }, () => {
  for (const env of [
    { OTEL_TRACES_SAMPLER: 'xray', OTEL_TRACES_SAMPLER_ARG: 'endpoint=http://127.0.0.1:9,polling_interval=300' },
    { OTEL_PROPAGATORS: 'xray-lambda,tracecontext' },
    { OTEL_NODE_ENABLED_INSTRUMENTATIONS: 'http,aws_langchain' },
    {
      OTEL_TRACES_EXPORTER: 'zipkin',
      OTEL_EXPORTER_ZIPKIN_ENDPOINT: 'http://127.0.0.1:9/',
      OTEL_TRACES_SAMPLER: 'always_off',
    },
    { OTEL_METRICS_EXPORTER: 'awsemf', OTEL_AWS_SERVICE_EVENTS_ENABLED: 'false' },
  ] as Record<string, string>[]) {
    it(
      Object.entries(env)
        .map((pair) => pair.join('='))
        .join(' '),
      async () => {
        const { stderr, code } = await run('ways-to-end.cjs', { args: ['empty loop'], env });
        assert.deepEqual([stderr, code], ['', 0]);
      },
    );
  }
});
