import type { Activity } from './record-types';
import type { ByClass, RouteName, Span } from './statistics-types';

export interface PersonFigures {
  user_id: string | number;
  calls: number;
  by_class: ByClass;
  last_seen: string;
  countries: string[];
  devices: string[];
  /** Calls on each day, oldest first; of a long time the last days only. */
  activity?: number[];
}

export interface People {
  people: PersonFigures[];
  count: number;
  next: string | null;
  missing: Span[];
}

export interface Person {
  /** `null` where there was no call. */
  person: PersonFigures | null;
  /** When they called for the first time of all; `null` where they never did. */
  first_seen?: string | null;
  /** Where they called from, most calls first. */
  addresses?: { address: string; calls: number; last_seen: string }[];
  p50: number | null;
  p95: number | null;
  routes: (RouteName & { calls: number })[];
  missing: Span[];
}

/** Latest calls first. */
export interface Session extends Span {
  /** `null` where calls belong together by their time. */
  id: string | null;
  calls: Activity[];
  errors: number;
  countries: string[];
  devices: string[];
  addresses: string[];
  /** Whether earlier calls of it are on the next page. */
  continues: boolean;
}

export interface Sessions {
  sessions: Session[];
  next: string | null;
}

export interface ErasureReport {
  mode: 'delete' | 'pseudonym';
  dry_run: boolean;
  records: number;
  mentions: number;
  from: string | null;
  to: string | null;
  pseudonym?: string;
  /** What stands for the person in the records of others, too. */
  emails?: string[];
  addresses?: string[];
  /** What further texts would change in the records of others. */
  also?: { value: string; records: number; fields: string[] }[];
  /** Records that are left because another person is under a legal hold. */
  held?: number;
  /** Of a look: what permits to do it. */
  token?: string;
}
