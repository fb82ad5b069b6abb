import { isOfHighEntropy, type Strength, strengthOf } from '../values/value-strength.js';
import type { Echo } from './echo-places.js';

/** Judged once, when a text contains the value: most values never appear. */
export class LazyStrength {
  private judged: Strength | undefined;
  private isHigh: boolean | undefined;

  constructor(
    private readonly value: string,
    private readonly isNamedByApplication: boolean,
  ) {}

  get strength(): Strength {
    return (this.judged ??= strengthOf(this.value, this.isNamedByApplication));
  }

  get isOfHighEntropy(): boolean {
    return (this.isHigh ??= isOfHighEntropy(this.value));
  }
}

export class RememberedEcho implements Echo {
  constructor(
    readonly form: string,
    readonly value: string,
    private readonly judged: LazyStrength,
  ) {}

  get strength(): Strength {
    return this.judged.strength;
  }

  get isOfHighEntropy(): boolean {
    return this.judged.isOfHighEntropy;
  }
}
