import type { Handler } from '../records/handlers.js';
import { makePeople, type Person } from '../records/people.js';
import { between, type Random, weighted } from '../records/random.js';
import { LOGIN, OF_ADMINISTRATORS, OF_BUYERS, OF_ANONYMOUS } from './shop-handlers.js';

const MINUTE_MS = 60_000;
/** A visit ends after this pause. */
const PATIENCE_MS = 20 * MINUTE_MS;
const PEOPLE = 600;
const OWN = 0.05;
const SIGNED_OUT = 0.03;

interface Visit {
  person: Person;
  handlerAt: (chance: number) => Handler;
  due: number;
  left: number;
}

const byWeight = (handlers: readonly Handler[]) => weighted(handlers, ({ weight }) => weight);
const buyerAt = byWeight(OF_BUYERS);
const administratorAt = byWeight(OF_ADMINISTRATORS);
const anonymousAt = byWeight(OF_ANONYMOUS);

export class Visits {
  private present: Visit[] = [];
  private readonly demonstrators: ReturnType<typeof makePeople>;
  private readonly own: ReturnType<typeof makePeople>;

  /** @param accounts number of sample accounts: ids from 1, the first is the administrator */
  constructor(
    private readonly random: Random,
    seed: number,
    accounts: number,
  ) {
    this.demonstrators = makePeople(seed, PEOPLE, (index) => `demo-${String(index + 1).padStart(3, '0')}`);
    this.own = makePeople(seed + 1, accounts, (index) => index + 1);
  }

  next(time: number): { person: Person; handler: Handler } {
    const { random } = this;
    if (random() < SIGNED_OUT) return { person: this.demonstrators.personAt(random()), handler: anonymousAt(random()) };
    this.present = this.present.filter(({ due, left }) => left > 0 && time - due < PATIENCE_MS);
    const visit = this.present.find(({ due }) => due <= time);
    if (!visit) return { person: this.arrive(time), handler: LOGIN };
    visit.left--;
    visit.due = this.later(time);
    return { person: visit.person, handler: visit.handlerAt(random()) };
  }

  private arrive(time: number): Person {
    const { random } = this;
    const { personAt } = random() < OWN ? this.own : this.demonstrators;
    const person = personAt(random());
    const handlerAt = person === this.own.people[0] ? administratorAt : buyerAt;
    // End a running visit: an account has one visit at a time.
    this.present = this.present.filter((visit) => visit.person !== person);
    this.present.push({ person, handlerAt, due: this.later(time), left: between(random, 2, 14) });
    return person;
  }

  private later(time: number): number {
    return time - Math.log(1 - this.random()) * MINUTE_MS;
  }
}
