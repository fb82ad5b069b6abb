/** A number from 0 (inclusive) to 1 (exclusive). */
export type Random = () => number;

/** Linear congruential generator (Numerical Recipes); the same numbers for the same seed. */
export function randomFrom(seed: number): Random {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export function pick(random: Random, from: number, to: number): number {
  return from + Math.floor(random() * (to - from + 1));
}

/** Draws every card in random order before shuffling again, so that rare cards always occur. */
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
