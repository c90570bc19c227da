import { PGlite } from '@electric-sql/pglite';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';
import service from '../service.cjs';

const logger = service.createLogger('database');
const database = await PGlite.create();

await database.exec(`
  CREATE TABLE products (
    sku text PRIMARY KEY,
    name text NOT NULL,
    price_cents integer NOT NULL,
    stock integer NOT NULL CHECK (stock >= 0)
  );
  CREATE TABLE orders (
    id integer GENERATED ALWAYS AS IDENTITY (START WITH 1001) PRIMARY KEY,
    tenant text NOT NULL,
    sku text NOT NULL REFERENCES products,
    quantity integer NOT NULL,
    total_cents integer NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
  );
  CREATE INDEX orders_by_day ON orders (created_at);

  INSERT INTO products VALUES
    ('kettle', 'Stovetop kettle', 3900, 1000000),
    ('teapot', 'Stoneware teapot', 5200, 1000000),
    ('cup', 'Double-walled cup', 1450, 1000000),
    ('sencha', 'Sencha, 100 g', 1290, 1000000),
    ('darjeeling', 'Darjeeling first flush, 100 g', 1890, 1000000),
    ('strainer', 'Steel strainer', 890, 1000000),
    ('samovar', 'Brass samovar', 48000, 0);

  -- A year of orders, 1001 to 1240; the tenants take turns.
  INSERT INTO orders (tenant, sku, quantity, total_cents, created_at)
  SELECT (ARRAY['acme', 'globex', 'initech', 'umbrella'])[1 + n % 4], sku, 1 + n % 3, price_cents * (1 + n % 3),
         now() - make_interval(days => 360 - (n * 3) / 2)
  FROM generate_series(0, 239) AS n
  JOIN (SELECT *, row_number() OVER (ORDER BY sku) - 1 AS place FROM products WHERE stock > 0) AS p ON p.place = n % 6
  ORDER BY n;
`);

const server = new PGLiteSocketServer({
  db: database,
  host: '127.0.0.1',
  port: Number(process.env.PORT ?? 8083),
  maxConnections: 2,
});
await server.start();

service.ready(logger, `postgres://postgres:postgres@${server.getServerConn()}/postgres`, async () => {
  await server.stop();
  await database.close();
});
