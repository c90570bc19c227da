require('./nest.cjs')(new (require('@nestjs/platform-express').ExpressAdapter)());
