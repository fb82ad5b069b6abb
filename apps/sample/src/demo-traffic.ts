import { BUYERS } from './demo/demo-accounts.js';
import { ShopClient } from './demo/shop-client.js';

const SEED = 20_260_101;
const SESSIONS_AT_ONCE = 8;

export interface TrafficOptions {
  /** How many requests, about: sessions are not broken off. */
  requests: number;
  onProgress?: (done: number, total: number) => void;
}

type Step = (shop: ShopClient, random: () => number) => Promise<unknown>;

/** What a buyer may do next, and how often. */
const STEPS: [weight: number, step: Step][] = [
  [6, (shop) => shop.get('/products')],
  [6, (shop, random) => shop.get(`/products/${pick(random, 1, 10)}`)],
  [5, placeOrder],
  [4, (shop) => shop.get('/orders')],
  [3, (shop, random) => shop.get(`/orders/${someOrder(shop, random)}`)],
  [2, (shop, random) => shop.post(`/orders/${someOrder(shop, random)}/redeem`, { card_pin: '4711' })],
  [2, (shop, random) => shop.delete(`/orders/${someOrder(shop, random)}`)],
  [2, (shop) => shop.get('/profile')],
  [
    1,
    (shop, random) =>
      shop.patch('/profile', { name: `Buyer no. ${pick(random, 1, 99)}`, internal_note: 'not for the log' }),
  ],
  [1, (shop) => shop.refresh()],
  [2, (shop) => shop.get('/admin/customers')],
  [1, (shop) => shop.post('/orders', { items: [] })],
  [1, (shop) => shop.get('/wish-list')],
  [1, (shop) => shop.upload('/uploads', 'receipt.txt', 'one desk lamp')],
  [1, (shop) => shop.get('/reports/export')],
  [0.4, (shop) => shop.get('/reports/broken')],
  [0.3, (shop) => shop.get('/reports/sales')],
  [
    1,
    (shop, random) =>
      shop.post('/webhooks/payments', { order_id: pick(random, 1, 20), state: 'paid', signature: 'c2lnbmF0dXJl' }),
  ],
];

async function placeOrder(shop: ShopClient, random: () => number): Promise<void> {
  const items = [{ product_id: pick(random, 1, 8), quantity: pick(random, 1, 3) }];
  const response = await shop.post('/orders', { items, card: { number: '4111111111111111', cvv: '123' } });
  if (response.ok) shop.lastOrder = ((await response.json()) as { id: number }).id;
}

/** Mostly one's own; now and then somebody else's, which is refused. */
function someOrder(shop: ShopClient, random: () => number): number {
  return shop.lastOrder !== undefined && random() < 0.8 ? shop.lastOrder : pick(random, 1, 40);
}

const TOTAL_WEIGHT = STEPS.reduce((sum, [weight]) => sum + weight, 0);

/** Sends believable traffic to a running shop: the same each time, but for the order in which answers come. */
export async function driveTraffic(baseUrl: string, { requests, onProgress }: TrafficOptions): Promise<void> {
  let sent = 0;
  const random = randomFrom(SEED);
  const count = () => onProgress?.(Math.min(++sent, requests), requests);

  const session = async (index: number): Promise<void> => {
    const { email, password } = BUYERS[index % BUYERS.length]!;
    const shop = new ShopClient(baseUrl, email, password);
    if (random() < 0.15) {
      await shop.signIn('a mistyped password');
      count();
    }
    await shop.signIn();
    count();
    for (let steps = pick(random, 3, 12); steps > 0 && sent < requests; steps--) {
      await choose(random)(shop, random);
      count();
    }
  };

  let next = 0;
  const worker = async (): Promise<void> => {
    while (sent < requests) await session(next++);
  };
  await Promise.all(Array.from({ length: SESSIONS_AT_ONCE }, worker));
}

function choose(random: () => number): Step {
  let rest = random() * TOTAL_WEIGHT;
  for (const [weight, step] of STEPS) {
    rest -= weight;
    if (rest < 0) return step;
  }
  return STEPS[0]![1];
}

function pick(random: () => number, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** A linear congruential generator (Numerical Recipes): 0 to 1, the same from the same seed. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
