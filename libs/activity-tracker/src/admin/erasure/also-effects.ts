import type { ActivityLog } from '../../record/activity-log.js';
import { Mentions } from './person/mentions.js';

const MAX_FIELDS = 20;

/** Effect of one text of `also` on the records of others. @publicApi */
export interface AlsoEffect {
  value: string;
  /** Number of other people's records that contain it. */
  records: number;
  /** Fields that contain it, such as `body.payee`: the first 20. */
  fields: string[];
}

export class AlsoEffects {
  private readonly effects: { mentions: Mentions; records: number; fields: Set<string> }[];

  constructor(private readonly values: readonly string[]) {
    this.effects = values.map((value) => ({
      mentions: new Mentions({ texts: [value] }),
      records: 0,
      fields: new Set(),
    }));
  }

  count(record: ActivityLog): void {
    for (const effect of this.effects) {
      const places = effect.mentions.placesIn(record);
      if (places.length === 0) continue;
      effect.records++;
      for (const place of places) if (effect.fields.size < MAX_FIELDS) effect.fields.add(place);
    }
  }

  report(): AlsoEffect[] {
    return this.effects.map(({ records, fields }, index) => ({
      value: this.values[index]!,
      records,
      fields: [...fields].sort(),
    }));
  }
}
