import { ADMINISTRATOR, BUYERS, type DemoAccount } from './demo-accounts.js';
import { Deck, pick, randomFrom } from './random.js';
import { ADMINISTRATOR_STEPS, BUYER_STEPS, type Step } from './traffic-steps.js';

const SEED = 20_260_101;
const ADMINISTRATOR_EVERY = 6;
const MISTYPED = 0.15;

export interface Session {
  account: DemoAccount;
  steps: Step[];
}

/** Sessions with exactly this number of requests; the same each time. */
export function planTraffic(requests: number): Session[] {
  const random = randomFrom(SEED);
  const buyerSteps = new Deck(BUYER_STEPS, random);
  const administratorSteps = new Deck(ADMINISTRATOR_STEPS, random);

  const sessions: Session[] = [];
  let buyers = 0;
  for (let left = requests; left > 0;) {
    const administrator = sessions.length % ADMINISTRATOR_EVERY === 1;
    const account = administrator ? ADMINISTRATOR : BUYERS[buyers++ % BUYERS.length]!;
    const deck = administrator ? administratorSteps : buyerSteps;
    const steps: Step[] = [(shop) => shop.signIn()];
    if (random() < MISTYPED) steps.unshift((shop) => shop.signIn('a mistyped password'));
    for (let more = pick(random, 3, 12); more > 0; more--) steps.push(deck.draw()(random));
    sessions.push({ account, steps: steps.slice(0, left) });
    left -= steps.length;
  }
  return sessions;
}
