const tenants = ['acme', 'globex', 'initech', 'umbrella'] as const;

/** One request to the gateway, and the status that the shop has to answer it with. */
export interface ShopRequest {
  tenant: string;
  method: 'GET' | 'POST';
  path: string;
  body?: Record<string, unknown>;
  expected: number;
}

interface Maker {
  weight: number;
  make: (random: Random) => Omit<ShopRequest, 'tenant'> & { tenant?: string };
}

type Random = () => number;

const goods = ['kettle', 'teapot', 'cup', 'sencha', 'darjeeling', 'strainer'];
const questions = [
  'What goes with a stoneware teapot?',
  'Which tea is good in the evening?',
  'I need a present for a colleague.',
  'How do I keep the water warm?',
];

const makers: Maker[] = [
  { weight: 1, make: () => ({ method: 'GET', path: '/health', expected: 200 }) },
  { weight: 8, make: (random) => ask(pick(questions, random)) },
  { weight: 24, make: () => ({ method: 'GET', path: '/api/products', expected: 200 }) },
  { weight: 20, make: (random) => order({ sku: pick(goods, random), quantity: upTo(3, random) }, 201) },
  { weight: 16, make: knownOrder },
  { weight: 5, make: () => order({ sku: 'espresso-machine' }, 404) },
  { weight: 5, make: () => order({ sku: 'samovar' }, 409) },
  { weight: 5, make: (random) => order({ sku: pick(goods, random), card: 'expired' }, 500) },
  { weight: 4, make: (random) => ask(`I am in a hurry. ${pick(questions, random)}`) },
  { weight: 6, make: (random) => ask(pick(questions, random), true) },
  { weight: 3, make: () => ({ method: 'GET', path: '/api/reports/sales', expected: 200 }) },
];

/**
 * The requests that the seed stands for, without end: first one of each kind, then kinds by their weight. What each is
 * answered with does not depend on the order in which they arrive.
 */
export function* shopRequests(seed: number): Generator<ShopRequest, never> {
  const random = mulberry32(seed);
  const total = makers.reduce((sum, maker) => sum + maker.weight, 0);
  for (let index = 0; ; index++) {
    const maker = makers[index] ?? byWeight(random() * total);
    const tenant = pick(tenants, random);
    yield { tenant, ...maker.make(random) };
  }
}

function byWeight(place: number): Maker {
  let rest = place;
  for (const maker of makers) {
    rest -= maker.weight;
    if (rest < 0) return maker;
  }
  return makers[0]!;
}

function ask(question: string, stream = false): Omit<ShopRequest, 'tenant'> {
  return { method: 'POST', path: '/api/assistant', body: { question, stream }, expected: 200 };
}

function order(body: Record<string, unknown>, expected: number): Omit<ShopRequest, 'tenant'> {
  return { method: 'POST', path: '/api/orders', body, expected };
}

/** One of the 240 orders that the database is seeded with; the tenants took turns from number 1001 on. */
function knownOrder(random: Random): ShopRequest {
  const place = Math.floor(random() * 240);
  const tenant = tenants[place % tenants.length]!;
  return { tenant, method: 'GET', path: `/api/orders/${1001 + place}`, expected: 200 };
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return items[Math.floor(random() * items.length)]!;
}

function upTo(most: number, random: Random): number {
  return 1 + Math.floor(random() * most);
}

/** Tommy Ettinger's public-domain generator: numbers from 0 to below 1 by a seed of 32 bits. */
function mulberry32(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
