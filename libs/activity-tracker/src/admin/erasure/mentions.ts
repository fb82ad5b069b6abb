import { mongo } from 'mongoose';
import type { ActivityLog } from '../../record/activity-log.js';
import { ERASED } from './erased.js';
import { PersonalPattern } from './personal-pattern.js';
import { isUserPosition, replaceSegments, userIdPattern } from './user-positions.js';
import { asText, replaceIn, type Path } from './walk.js';

/** What one person is known by. */
export interface PersonalTexts {
  /** As text; see `history/same-user.ts`. */
  id: string;
  /** E-mail addresses, client addresses and what else was named: each is replaced wherever it stands. */
  texts: Iterable<string>;
}

/** Said by the host's code and by our own, never by a client: counts are made of them. */
const NOT_PERSONAL = new Set([
  '_id',
  'namespace',
  'route',
  'method',
  'status_code',
  'created_time',
  'execution_time',
  'outcome',
  'country',
  'truncated',
]);

/**
 * Takes a person out of the records of others. An id that nothing else would be called (a UUID, an address) is replaced
 * wherever it stands; one such as `7` only where a user is spoken of.
 */
export class Mentions {
  private readonly personal: PersonalPattern;
  private readonly idInText: RegExp | undefined;

  constructor(private readonly person: PersonalTexts) {
    const distinctive = isDistinctive(person.id);
    this.personal = new PersonalPattern(distinctive ? [person.id, ...person.texts] : person.texts);
    this.idInText = distinctive ? undefined : userIdPattern(person.id);
  }

  /** The record itself where it mentions nobody. */
  eraseFrom(record: ActivityLog): ActivityLog {
    const { route } = record;
    let changed = false;
    const fields = Object.entries(record).map(([field, value]): [string, unknown] => {
      if (NOT_PERSONAL.has(field)) return [field, value];
      const name = this.text(field);
      const replaced = this.field(field, value, route);
      changed ||= name !== field || replaced !== value;
      return [name, replaced];
    });
    return changed ? (Object.fromEntries(fields) as ActivityLog) : record;
  }

  text(text: string): string {
    const replaced = this.personal.replace(text, ERASED);
    return this.idInText ? replaced.replace(this.idInText, ERASED) : replaced;
  }

  private field(field: string, value: unknown, route: string | null | undefined): unknown {
    const isUrl = (field === 'url_path' || field === 'api') && typeof value === 'string';
    const found = isUrl ? replaceSegments(value, route, this.person.id, ERASED) : value;
    const how = {
      key: (key: string) => this.text(key),
      leaf: (leaf: unknown, path: Path) => this.leaf(leaf, path, route),
    };
    return replaceIn(found, how, [field]);
  }

  private leaf(value: unknown, path: Path, route: string | null | undefined): unknown {
    if (value instanceof mongo.Binary) {
      const text = Buffer.from(value.buffer).toString('utf8');
      return this.text(text) === text ? value : ERASED;
    }
    const text = asText(value);
    if (text === undefined) return value;
    if (text === this.person.id && isUserPosition(path, route)) return ERASED;
    const replaced = this.text(text);
    if (replaced === text) return value;
    return typeof value === 'string' ? replaced : ERASED;
  }
}

/** Long enough, and mixed enough, to be nobody's and nothing's but theirs. */
export function isDistinctive(id: string): boolean {
  if (id.includes('@') || id.length >= 16) return true;
  return id.length >= 8 && /\p{L}/u.test(id) && /\p{N}/u.test(id);
}
