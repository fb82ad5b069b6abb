import type { ActivityLog } from '../../record/activity-log.js';
import { Mentions } from './person/mentions.js';
import type { Person } from './person/person.js';

const MAX_FIELDS = 20;
/** A text in the records of more people rarely identifies one. */
const MANY_PEOPLE = 10;

/** Effect of one text of `also` on the records of others. @publicApi */
export interface AlsoEffect {
  value: string;
  /** Number of other people's records that contain it. */
  records: number;
  /** Fields that contain it, such as `body.payee`: the first 20. */
  fields: string[];
}

interface Effect {
  readonly mentions: Mentions;
  records: number;
  readonly people: Set<string>;
  isEarlier: boolean;
  readonly fields: Set<string>;
}

export class AlsoEffects {
  private readonly effects: readonly Effect[];

  constructor(
    private readonly values: readonly string[],
    private readonly own: Person['own'],
  ) {
    this.effects = values.map((value) => ({
      mentions: new Mentions({ texts: [value] }),
      records: 0,
      people: new Set(),
      isEarlier: false,
      fields: new Set(),
    }));
  }

  count(record: ActivityLog): void {
    const { user_id: user, created_time: time } = record;
    for (const [index, effect] of this.effects.entries()) {
      const places = effect.mentions.placesIn(record);
      if (places.length === 0) continue;
      effect.records++;
      if (user !== null && effect.people.size <= MANY_PEOPLE) effect.people.add(String(user));
      const since = this.own.since(this.values[index]!);
      effect.isEarlier ||= since !== undefined && time < since;
      for (const place of places) if (effect.fields.size < MAX_FIELDS) effect.fields.add(place);
    }
  }

  doubtful(): { value: string; because: string }[] {
    return this.effects.flatMap(({ people, isEarlier }, index) => {
      const value = this.values[index]!;
      if (isEarlier) return { value, because: 'others used it before the person did' };
      return people.size > MANY_PEOPLE ? { value, because: `more than ${MANY_PEOPLE} other people used it` } : [];
    });
  }

  report(): AlsoEffect[] {
    return this.effects.map(({ records, fields }, index) => ({
      value: this.values[index]!,
      records,
      fields: [...fields].sort(),
    }));
  }
}
