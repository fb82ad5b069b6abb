import { isIP } from 'node:net';
import { mongo } from 'mongoose';
import type { ActivityLog } from '../../../record/activity-log.js';
import type { Pace } from '../../../storage/pace.js';
import { isLarge, largeMember, piecesOf } from '../../../storage/pieces.js';
import { ERASED } from '../../../record/erased.js';
import { isTrackerRecord } from '../../../record/tracker-records.js';
import { TECHNICAL_HEADER } from './technical-header.js';
import { outsideRoute } from './outside-route.js';
import { isNamedByApplication, isPersonal, isRecordOfNames } from './personal-field.js';
import { PersonalPattern } from './personal-pattern.js';
import { isUserPosition, isUserResource, replaceSegments, userIdPattern } from './user-positions.js';
import { asText, replaceIn, type Path } from './replace-in.js';

export interface PersonalTexts {
  /** As text; see `http/access/same-user.ts`. Without it only the texts are replaced. */
  id?: string;
  /** E-mail addresses, client addresses and other given texts, replaced everywhere. */
  texts: Iterable<string>;
}

/**
 * Removes a person from the records of others. A distinctive id (a UUID, an address) is replaced everywhere; one such
 * as `7` only in places that hold a user.
 */
export class Mentions {
  private readonly personal: PersonalPattern;
  /** The texts that identify by their form: others may be what client software sends. */
  private readonly inTechnicalHeaders: PersonalPattern;
  /** Without words that may be the application's names of fields. */
  private readonly inKeys: PersonalPattern;
  private readonly idInText: RegExp | undefined;

  constructor(private readonly person: PersonalTexts) {
    const { id, texts } = person;
    const isUnique = id !== undefined && isDistinctive(id);
    const all = isUnique ? [id, ...texts] : [...texts];
    this.inTechnicalHeaders = new PersonalPattern(
      all.filter((text) => text === id || text.includes('@') || isIP(text) > 0),
    );
    const distinct = all.filter((text) => !FIELD_NAME.test(text));
    this.personal = new PersonalPattern(all);
    this.inKeys = distinct.length === all.length ? this.personal : new PersonalPattern(distinct);
    this.idInText = id === undefined || isUnique ? undefined : userIdPattern(id);
  }

  eraseFrom(record: ActivityLog): ActivityLog {
    if (isTrackerRecord(record)) return record;
    const { route } = record;
    let changed = false;
    const fields = Object.entries(record).map(([field, value]): [string, unknown] => {
      if (!isPersonal(field, record)) return [field, value];
      const replaced = this.field(field, value, route);
      changed ||= replaced !== value;
      return [field, replaced];
    });
    return changed ? (Object.fromEntries(fields) as ActivityLog) : record;
  }

  isIn(record: ActivityLog, pace: Pace): boolean | Promise<boolean> {
    if (!Object.values(record).some(isLarge)) return this.eraseFrom(record) !== record;
    return this.isInPieces(record, pace);
  }

  placesIn(record: ActivityLog): string[] {
    const places = new Set<string>();
    if (isTrackerRecord(record)) return [];
    for (const [field, value] of Object.entries(record)) {
      if (!isPersonal(field, record)) continue;
      this.field(field, value, record.route, (path) => places.add(path.join('.')));
    }
    return [...places];
  }

  text(text: string): string {
    return this.withoutId(this.personal.replace(text, ERASED));
  }

  /** Names of headers come from a protocol, those of other fields from the tracker. */
  private key(key: string, path: Path): string {
    return HEADERS.has(path[0]!) || isRecordOfNames(path[0]!) ? key : this.withoutId(this.inKeys.replace(key, ERASED));
  }

  private url(url: string, route: string | null | undefined): string {
    return outsideRoute(this.withoutId(url), route, (text) => this.personal.replace(text, ERASED));
  }

  private withoutId(text: string): string {
    return this.idInText ? text.replace(this.idInText, ERASED) : text;
  }

  private async isInPieces(record: ActivityLog, pace: Pace): Promise<boolean> {
    const { route } = record;
    if (isTrackerRecord(record)) return false;
    for (const [field, value] of Object.entries(record)) {
      if (!isPersonal(field, record)) continue;
      const isMentioned = isLarge(value)
        ? await this.isInLarge(value, [field], route, pace)
        : this.field(field, value, route) !== value;
      if (isMentioned) return true;
    }
    return false;
  }

  private async isInLarge(
    value: object,
    path: readonly string[],
    route: string | null | undefined,
    pace: Pace,
  ): Promise<boolean> {
    for (const piece of piecesOf(value)) {
      const large = largeMember(piece);
      if (large) {
        const isList = Array.isArray(value);
        if (!isList && this.key(large.key, path) !== large.key) return true;
        if (await this.isInLarge(large.member, isList ? path : [...path, large.key], route, pace)) return true;
      } else if (this.replaced(piece, path, route) !== piece) return true;
      await pace.spend();
    }
    return false;
  }

  private field(
    field: string,
    value: unknown,
    route: string | null | undefined,
    onReplaced?: (path: Path) => void,
  ): unknown {
    const { id } = this.person;
    // Caller and actor: only the id counts, so another user with an equal text stays identifiable.
    if (WHO.has(field)) return id !== undefined && asText(value) === id ? ERASED : value;
    if (field === 'resource' && id !== undefined && isUserResource(value, id))
      return { ...(value as object), id: ERASED };
    if ((field !== 'url_path' && field !== 'api') || typeof value !== 'string')
      return this.replaced(value, [field], route, onReplaced);
    const url = this.url(id === undefined ? value : replaceSegments(value, route, id, ERASED), route);
    if (url !== value) onReplaced?.([field]);
    return url;
  }

  private replaced(
    value: unknown,
    at: Path,
    route: string | null | undefined,
    onReplaced?: (path: Path) => void,
  ): unknown {
    const how = {
      key: (key: string, path: Path) => {
        const name = this.key(key, path);
        if (name !== key) onReplaced?.([...path, ERASED]);
        return name;
      },
      leaf: (leaf: unknown, path: Path) => {
        const replaced = this.leaf(leaf, path, route);
        if (replaced !== leaf) onReplaced?.(path);
        return replaced;
      },
    };
    return replaceIn(value, how, at);
  }

  private leaf(value: unknown, path: Path, route: string | null | undefined): unknown {
    if (value instanceof mongo.Binary) {
      const text = Buffer.from(value.buffer).toString('utf8');
      return this.text(text) === text ? value : ERASED;
    }
    const text = asText(value);
    if (text === undefined || isNamedByApplication(path)) return value;
    if (text === this.person.id && isUserPosition(path, route)) return ERASED;
    const isTechnical = HEADERS.has(path[0]!) && TECHNICAL_HEADER.test(path[1] ?? '');
    const replaced = isTechnical ? this.withoutId(this.inTechnicalHeaders.replace(text, ERASED)) : this.text(text);
    if (replaced === text) return value;
    return typeof value === 'string' ? replaced : ERASED;
  }
}

/** A single word without digits. */
const FIELD_NAME = /^[\p{L}_$-]+$/u;
const HEADERS: ReadonlySet<string> = new Set(['headers', 'response_headers']);
const WHO: ReadonlySet<string> = new Set(['user_id', 'actor_id']);

/** Long and mixed enough to identify only this person. */
export function isDistinctive(id: string): boolean {
  if (id.includes('@') || id.length >= 16) return true;
  return id.length >= 8 && /\p{L}/u.test(id) && /\p{N}/u.test(id);
}
