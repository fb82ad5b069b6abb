import type { ActivityLog } from '../../record/activity-log.js';
import { Mentions } from './person/mentions.js';

const MAX_FIELDS = 20;

/** What one text of `also` would change in the records of others. @publicApi */
export interface AlsoEffect {
  value: string;
  /** Records of others that hold it. */
  records: number;
  /** Where it stands in them, such as `body.payee`: the first 20 places. */
  fields: string[];
}

/** Counts for each text of `also` which records of others it would change, and where. */
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
