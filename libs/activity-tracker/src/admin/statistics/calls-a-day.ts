import type { Span } from '../../storage/port/statistics.js';
import type { DimensionValue } from '../../storage/tally/dimension.js';
import { Pace } from '../../storage/pace.js';
import { Tallies } from '../../storage/tally/tally.js';
import { edgesOf } from './time-slots.js';
import { Zone } from '../../common/zone.js';
import { DAY_MS } from '../../common/time.js';

/** Days counted individually; earlier days count in the sum only. */
const MOST_DAYS = 31;
/** Roll-ups use UTC days, so counting these needs no further reads. */
const UTC = new Zone('UTC');

export class Days {
  readonly edges: readonly Date[];
  private readonly first: number;

  constructor({ from, to }: Span) {
    const begin = Math.floor((to.getTime() - 1) / DAY_MS) * DAY_MS - (MOST_DAYS - 1) * DAY_MS;
    this.first = from.getTime() < begin ? 1 : 0;
    const days = edgesOf({ from: new Date(Math.max(begin, from.getTime())), to }, '1d', UTC);
    this.edges = this.first === 1 ? [from, ...days] : days;
  }

  async sum(slots: readonly Tallies[]): Promise<Tallies> {
    const pace = new Pace();
    const sum = new Tallies(slots[0]!.dimension);
    for (const tallies of slots) {
      sum.merge(tallies);
      await pace.spend();
    }
    return sum;
  }

  activity(slots: readonly Tallies[], value: DimensionValue): number[] {
    return slots.slice(this.first).map((tallies) => tallies.get(value)?.calls ?? 0);
  }
}
