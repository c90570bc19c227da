require('./nest.cjs')(new (require('@nestjs/platform-fastify').FastifyAdapter)());
