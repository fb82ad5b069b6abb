import { PRICE } from '../budget/prices.js';
import type { Meter } from '../budget/work-budget.js';
import { isOfHighEntropy, LONGEST_MEASURED, type Strength, strengthOf } from '../values/value-strength.js';
import type { Echo } from './echo-places.js';

const SHORT = 64;

/** Judged once, when a text contains the value: most values never appear. */
export class LazyStrength {
  private judged: Strength | undefined;
  private isHigh: boolean | undefined;

  constructor(
    private readonly value: string,
    private readonly isNamedByApplication: boolean,
    private readonly meter: Meter,
  ) {}

  get strength(): Strength {
    if (this.judged === undefined) {
      this.spend(this.value.length * PRICE.scanCharacter);
      this.judged = strengthOf(this.value, this.isNamedByApplication);
    }
    return this.judged;
  }

  get isOfHighEntropy(): boolean {
    if (this.isHigh === undefined) {
      this.spend(0);
      this.isHigh = isOfHighEntropy(this.value);
    }
    return this.isHigh;
  }

  private spend(units: number): void {
    const length = Math.min(LONGEST_MEASURED, this.value.length);
    const beyond = Math.max(0, length - SHORT) * PRICE.strengthOfLong;
    this.meter.spend(PRICE.strength + Math.min(SHORT, length) * PRICE.strengthCharacter + beyond + units);
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
