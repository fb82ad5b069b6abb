/** From 0 up to, but not, 1. */
export type Random = () => number;

/** A linear congruential generator (Numerical Recipes): the same numbers from the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** A whole number, both ends included. */
export function pick(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** Cards are drawn in random order, and each before the deck is shuffled again: nothing rare is left to chance. */
export class Deck<Card> {
  private readonly cards: Card[];
  private left: Card[] = [];

  constructor(
    counted: (readonly [count: number, card: Card])[],
    private readonly random: Random,
  ) {
    this.cards = counted.flatMap(([count, card]) => Array.from({ length: count }, () => card));
  }

  draw(): Card {
    if (this.left.length === 0) this.left = this.shuffled();
    return this.left.pop()!;
  }

  private shuffled(): Card[] {
    return this.cards
      .map((card) => ({ card, place: this.random() }))
      .sort((one, other) => one.place - other.place)
      .map(({ card }) => card);
  }
}
