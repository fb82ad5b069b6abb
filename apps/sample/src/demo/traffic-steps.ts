import { pick, type Random } from './random.js';
import type { ShopClient } from './shop-client.js';

export type Step = (shop: ShopClient) => Promise<unknown>;

/** Creates a step with its random values, before any request is sent. */
export type StepMaker = (random: Random) => Step;

export const BUYER_STEPS: [count: number, make: StepMaker][] = [
  [6, () => (shop) => shop.get('/products')],
  [6, viewProduct],
  [5, placeOrder],
  [4, () => (shop) => shop.get('/orders')],
  [3, withOrder((shop, id) => shop.get(`/orders/${id}`))],
  [2, withOrder((shop, id) => shop.post(`/orders/${id}/redeem`, { card_pin: '4711' }))],
  [2, withOrder((shop, id) => shop.delete(`/orders/${id}`))],
  [2, () => (shop) => shop.get('/profile')],
  [1, changeProfile],
  [1, () => (shop) => shop.refresh()],
  [1, () => (shop) => shop.upload('/uploads', 'receipt.txt', 'one desk lamp')],
  // Mistakes and attempts.
  [2, () => (shop) => shop.get('/admin/customers')],
  [1, () => (shop) => shop.get('/reports/export')],
  [1, () => (shop) => shop.post('/orders', { items: [] })],
  [1, () => (shop) => shop.get('/wish-list')],
  [1, () => (shop) => shop.signedOut().get('/orders')],
  [1, register],
  [1, reportPayment],
];

export const ADMINISTRATOR_STEPS: [count: number, make: StepMaker][] = [
  [2, () => (shop) => shop.get('/admin/customers')],
  [1, () => (shop) => shop.get('/admin/activity-counters')],
  [1, () => (shop) => shop.get('/reports/export')],
  [1, () => (shop) => shop.get('/reports/sales')],
  [1, () => (shop) => shop.get('/reports/broken')],
];

/** There are eight products, so numbers 9 and 10 are not found. */
function viewProduct(random: Random): Step {
  const id = pick(random, 1, 10);
  return (shop) => shop.get(`/products/${id}`);
}

function placeOrder(random: Random): Step {
  const items = [{ product_id: pick(random, 1, 8), quantity: pick(random, 1, 3) }];
  return async (shop) => {
    const response = await shop.post('/orders', { items, card: { number: '4111111111111111', cvv: '123' } });
    if (response.ok) shop.lastOrder = ((await response.json()) as { id: number }).id;
  };
}

/** Mostly uses the buyer's own order; sometimes another user's, which is refused, or none. */
function withOrder(act: (shop: ShopClient, id: number) => Promise<unknown>): StepMaker {
  return (random) => {
    const own = random() < 0.8;
    const other = pick(random, 1, 40);
    return (shop) => act(shop, own && shop.lastOrder !== undefined ? shop.lastOrder : other);
  };
}

function changeProfile(random: Random): Step {
  const name = `Buyer no. ${pick(random, 1, 99)}`;
  return (shop) => shop.patch('/profile', { name, internal_note: 'not for the log' });
}

function register(random: Random): Step {
  const email = `visitor${pick(random, 1, 9_999)}@shop.example`;
  return (shop) =>
    shop.signedOut().post('/auth/register', { email, password: 'visitor-demo-password', name: 'A visitor' });
}

function reportPayment(random: Random): Step {
  const payment = { order_id: pick(random, 1, 20), state: random() < 0.9 ? 'paid' : 'refused' };
  return (shop) => shop.signedOut().post('/webhooks/payments', { ...payment, signature: 'c2lnbmF0dXJl' });
}
