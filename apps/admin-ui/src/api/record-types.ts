import type { NothingFound } from '../../../../libs/activity-tracker/src/admin/records/near-misses';
import type { ActivityLog, TARGET_FIELDS } from '../../../../libs/activity-tracker/src/record/activity-log';
import type { JsonOf } from './json-of';

type Stored = JsonOf<ActivityLog>;
type Listed = (typeof TARGET_FIELDS)[number] | 'user_id' | 'client_ip_address' | 'country';

/** A record as the API gives it; in lists without headers and bodies. */
export interface Activity extends Pick<Stored, Listed | '_id' | 'status_code' | 'created_time'> {
  execution_time: number | null;
  /** Other writers may have others than the tracker. */
  outcome: string | null;
  trace_id?: string | null;
  event_name?: string;
  headers?: unknown;
  response_headers?: unknown;
  body?: unknown;
  response?: unknown;
  truncated?: { body?: number; response?: number };
  /** Fields whose secrets are stored in clear. */
  masked_when_shown?: string[];
  [payloadKey: string]: unknown;
}

export interface RecordPage {
  results: Activity[];
  next: string | null;
  previous: string | null;
  count?: number;
  count_exceeded?: boolean;
  searched_to?: string;
  /** Only records from then on are sorted. */
  sorted_from?: string;
  nothing_found?: NothingFoundAnswer;
}

/** On a first page without records. */
export type NothingFoundAnswer = JsonOf<NothingFound>;

export interface Neighbors {
  previous: Activity | null;
  next: Activity | null;
}

export interface Related {
  session: Activity[];
  trace: Activity[];
  nearby: Activity[];
  neighbors: { person: Neighbors; session: Neighbors };
}
