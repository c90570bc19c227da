// BullMQ on Redis: jobs one by one and in bulk, a flow, a job that fails.
const { trace } = require('@opentelemetry/api');
const { FlowProducer, Queue, QueueEvents, Worker } = require('bullmq');

const tracer = trace.getTracer('shop');
const connection = { host: '127.0.0.1', port: Number(process.env.SERVER_PORT) };

async function main() {
  const queue = new Queue('orders', { connection });
  const events = new QueueEvents('orders', { connection });
  await events.waitUntilReady();
  const worker = new Worker(
    'orders',
    async (job) => {
      tracer.startSpan('in job').end();
      if (job.name === 'fail') throw new Error('no such order');
      return `did ${job.name}`;
    },
    { connection },
  );
  await tracer.startActiveSpan('visit', async (span) => {
    const job = await queue.add('pay', { id: 7 }, { jobId: 'job-1', timestamp: 1 });
    console.log(`pay: ${await job.waitUntilFinished(events)}`);
    span.end();
  });
  const failing = await queue.add('fail', {}, { jobId: 'job-2', timestamp: 1 });
  await failing.waitUntilFinished(events).catch((error) => console.log(`fail: ${error.message}`));
  const bulk = await queue.addBulk(
    ['a', 'b'].map((name) => ({ name, data: {}, opts: { jobId: `job-${name}`, timestamp: 1 } })),
  );
  for (const job of bulk) console.log(`bulk ${job.name}: ${await job.waitUntilFinished(events)}`);
  const flow = new FlowProducer({ connection });
  const part = { name: 'part', queueName: 'orders', data: {}, opts: { jobId: 'job-part', timestamp: 1 } };
  const { job } = await flow.add({
    name: 'whole',
    queueName: 'orders',
    data: {},
    opts: { jobId: 'job-whole', timestamp: 1 },
    children: [part],
  });
  console.log(`flow: ${await job.waitUntilFinished(events)}`);
  for (const each of [worker, queue, events, flow]) await each.close();
}
main();
