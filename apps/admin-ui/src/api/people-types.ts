import type { WithLater } from '../../../../libs/activity-tracker/src/admin/statistics/later-calls';
import type { DryRunResult } from '../../../../libs/activity-tracker/src/admin/erasure/erasure.types';
import type * as described from '../../../../libs/activity-tracker/src/admin/people/user-description';
import type { PeoplePage, PersonPage } from '../../../../libs/activity-tracker/src/admin/statistics/people.types';
import type * as library from '../../../../libs/activity-tracker/src/admin/statistics/sessions.service';
import type { JsonOf } from './json-of';
import type { Activity } from './record-types';

export type UserDescription = JsonOf<described.UserDescription>;

export type People = JsonOf<WithLater<PeoplePage>>;
export type PersonFigures = People['people'][number];
export type Person = JsonOf<PersonPage>;

/** Latest calls first. */
export type Session = Omit<JsonOf<library.Session>, 'calls'> & { calls: Activity[] };

export interface Sessions {
  sessions: Session[];
  next: string | null;
}

/** Of an erasure, or of its dry run. */
export type ErasureReport = JsonOf<DryRunResult>;
