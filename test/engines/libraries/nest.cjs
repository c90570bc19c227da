// A Nest application on either platform: controllers, a guard, a filter, handlers that fail, concurrent requests.
require('reflect-metadata');
const { trace } = require('@opentelemetry/api');
const common = require('@nestjs/common');
const { NestFactory } = require('@nestjs/core');
const { of } = require('rxjs');
const { visit } = require('./ask.cjs');

const tracer = trace.getTracer('shop');

// Decorators are called as TypeScript would call them.
function decorate({ prototype }, name, decorators, parameters = []) {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  for (const decorator of decorators) decorator(prototype, name, descriptor);
  for (const [index, parameter] of parameters.entries()) parameter(prototype, name, index);
}

class Shop {
  async user(id) {
    return tracer.startActiveSpan('query', async (span) => {
      await null;
      span.end();
      return { id };
    });
  }
  item(itemId) {
    return of({ item: itemId });
  }
  throws() {
    throw new Error('thrown');
  }
  refuses() {
    throw new common.ConflictException('refused');
  }
  guarded() {
    return 'never';
  }
}
const { Get, Param, Put, UseGuards } = common;
decorate(Shop, 'user', [Get('/users/:id')], [Param('id')]);
decorate(Shop, 'item', [Put('/orders/:order/items/:itemId')], [Param('itemId')]);
decorate(Shop, 'throws', [Get('/throws')]);
decorate(Shop, 'refuses', [Get('/refuses')]);
decorate(Shop, 'guarded', [Get('/guarded'), UseGuards({ canActivate: () => false })]);
common.Controller()(Shop);

class App {}
common.Module({ controllers: [Shop] })(App);

module.exports = async function main(adapter) {
  const app = await NestFactory.create(App, adapter, { logger: false });
  app.setGlobalPrefix('v1');
  await app.listen(0, '127.0.0.1');
  const paths = ['/v1/users/7', '/v1/throws', '/v1/refuses', '/v1/guarded', '/nowhere'];
  const others = [['/v1/orders/5/items/9?full=1', { method: 'PUT' }]];
  await visit(app.getHttpServer().address().port, [...paths, ...others], '/v1/users/');
  await app.close();
};
