// Clients of AWS against a server that answers as S3, SQS and DynamoDB do.
const { DynamoDBClient, GetItemCommand, PutItemCommand, QueryCommand } = require('@aws-sdk/client-dynamodb');
const { GetObjectCommand, PutObjectCommand, S3Client } = require('@aws-sdk/client-s3');
const {
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SendMessageCommand,
  SQSClient,
} = require('@aws-sdk/client-sqs');
const { trace } = require('@opentelemetry/api');
const { createHash } = require('node:crypto');
const { once } = require('node:events');
const { createServer } = require('node:http');

const tracer = trace.getTracer('shop');
const md5 = (text) => createHash('md5').update(text).digest('hex');
const sent = [];

// Only the names of what the clients send and expect are looked at.
const operations = {
  SendMessage({ MessageBody, MessageAttributes }) {
    sent.push({
      MessageId: `m${sent.length}`,
      ReceiptHandle: 'h',
      Body: MessageBody,
      MD5OfBody: md5(MessageBody),
      MessageAttributes,
    });
    return { MessageId: 'm0', MD5OfMessageBody: md5(MessageBody) };
  },
  SendMessageBatch: ({ Entries }) => ({
    Successful: Entries.map(({ Id, MessageBody }) => ({
      Id,
      MessageId: `m-${Id}`,
      MD5OfMessageBody: md5(MessageBody),
    })),
    Failed: [],
  }),
  ReceiveMessage: () => ({ Messages: sent }),
  PutItem: () => ({ ConsumedCapacity: { TableName: 'orders', CapacityUnits: 1 } }),
  GetItem: () => ({ Item: { id: { S: '7' } } }),
  Query: () => ({ Items: [], Count: 0, ScannedCount: 3 }),
};
const server = createServer(async (request, response) => {
  let body = '';
  for await (const part of request.setEncoding('utf8')) body += part;
  response.setHeader('x-amzn-requestid', 'request-1');
  const target = request.headers['x-amz-target']?.split('.')[1];
  if (target !== undefined) {
    response.setHeader('content-type', request.headers['content-type']);
    response.end(JSON.stringify(operations[target](JSON.parse(body))));
  } else if (request.url.startsWith('/files/missing')) {
    response.writeHead(404, { 'content-type': 'application/xml' });
    response.end('<Error><Code>NoSuchKey</Code><Message>no such key</Message></Error>');
  } else {
    response.end(request.method === 'GET' ? 'content' : undefined);
  }
});

async function main() {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const options = {
    endpoint,
    region: 'eu-north-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    maxAttempts: 1,
  };
  const s3 = new S3Client({ ...options, forcePathStyle: true });
  await s3.send(new PutObjectCommand({ Bucket: 'files', Key: 'a', Body: 'content' }));
  const object = await s3.send(new GetObjectCommand({ Bucket: 'files', Key: 'a' }));
  console.log(`object: ${await object.Body.transformToString()}`);
  await s3
    .send(new GetObjectCommand({ Bucket: 'files', Key: 'missing' }))
    .catch((error) => console.log(`missing: ${error.name}`));

  const sqs = new SQSClient(options);
  const QueueUrl = `${endpoint}/1/orders`;
  await tracer.startActiveSpan('visit', async (span) => {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: 'first' }));
    const Entries = ['a', 'b'].map((Id) => ({ Id, MessageBody: `body ${Id}` }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl, Entries }));
    span.end();
  });
  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'] }));
  console.log(`attributes: ${Object.keys(Messages[0].MessageAttributes ?? {})}`);

  const dynamo = new DynamoDBClient(options);
  await dynamo.send(
    new PutItemCommand({ TableName: 'orders', Item: { id: { S: '7' } }, ReturnConsumedCapacity: 'TOTAL' }),
  );
  const { Item } = await dynamo.send(
    new GetItemCommand({ TableName: 'orders', Key: { id: { S: '7' } }, ConsistentRead: true }),
  );
  console.log(`item: ${Item.id.S}`);
  const where = { KeyConditionExpression: 'id = :id', ExpressionAttributeValues: { ':id': { S: '7' } } };
  await dynamo.send(new QueryCommand({ TableName: 'orders', IndexName: 'by-id', Limit: 5, ...where }));
  for (const client of [s3, sqs, dynamo]) client.destroy();
  server.close();
}
main();
