/** A record as the API gives it; in lists without headers and bodies. */
export interface Activity {
  _id: string;
  user_id: string | number | null;
  url_name: string | null;
  namespace: string | null;
  route: string | null;
  url_path: string | null;
  api: string | null;
  method: string | null;
  status_code: number | null;
  created_time: string;
  /** Seconds. */
  execution_time: number;
  client_ip_address: string | null;
  country: string | null;
  outcome: string;
  trace_id?: string | null;
  event_name?: string;
  headers?: unknown;
  response_headers?: unknown;
  body?: unknown;
  response?: unknown;
  truncated?: { body?: number; response?: number };
  [payloadKey: string]: unknown;
}

export interface Environment {
  label: string;
  colour?: string | undefined;
}

export interface Settings {
  title?: string;
  logo?: string | null;
  environment?: Environment | null;
  colours?: Record<string, string>;
  page_size?: number;
  /** IANA. */
  time_zone?: string | null;
  /** Minutes that times are shown ahead of UTC. */
  timedelta?: number;
  url_names?: string[];
  user?: { user_id: string | number | null };
  features?: { live?: boolean; export?: boolean; erase?: boolean; search?: 'text' | 'scan' };
  retention_days?: number | null;
  version?: string;
}

export interface RecordPage {
  results: Activity[];
  next: string | null;
  previous: string | null;
  count?: number;
  count_exceeded?: boolean;
  searched_to?: string;
}

export interface Related {
  session: Activity[];
  trace: Activity[];
  nearby: Activity[];
}

export interface FacetValue {
  value: string | number | null;
  count: number;
  query: string;
}

export interface Facet {
  values: FacetValue[];
  counted: number;
  complete: boolean;
  looked_back_to?: string;
}

export const FACETS = ['status', 'method', 'name', 'user', 'country', 'outcome', 'duration'] as const;
export type FacetName = (typeof FACETS)[number];
export type Facets = Partial<Record<FacetName, Facet>>;

export interface Span {
  from: string;
  to: string;
}

/** Calls without an answer, and by the hundreds of the status code. */
export type ByClass = Partial<Record<'none' | '1xx' | '2xx' | '3xx' | '4xx' | '5xx', number>>;

/** `to` is no part of it. */
export interface Slot extends Span {
  calls: number;
  by_class: ByClass;
}

export interface Timeline {
  time_zone: string;
  slot: string;
  slots: Slot[];
  missing: Span[];
}

export interface RouteName {
  namespace: string | null;
  url_name: string | null;
  method?: string | null;
  route?: string | null;
}

/** Durations in milliseconds. */
export interface RouteFigures extends RouteName {
  calls: number;
  users: number;
  error_share: number;
  p50: number | null;
  p95: number | null;
  p99: number | null;
  last_called: string | null;
}

export interface Routes {
  routes: RouteFigures[];
  uncalled: (RouteName & { last_called: string | null })[];
  missing: Span[];
}

export interface PersonFigures {
  user_id: string | number;
  calls: number;
  errors: number;
  error_share: number;
  last_seen: string;
  countries: string[];
  devices: string[];
  /** Calls on each day, oldest first; of a long time the last days only. */
  activity?: number[];
}

export interface People {
  people: PersonFigures[];
  count: number;
  /** A cursor. */
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
  /** A cursor. */
  next: string | null;
}

/** Durations in milliseconds. */
export interface Figures extends Span {
  calls: number;
  calls_per_minute: number;
  active_users: number;
  error_share: number;
  p95: number | null;
}

export interface Overview {
  current: Figures;
  previous: Figures;
  movers: (RouteName & { calls: number; calls_before: number })[];
  missing: Span[];
}

export interface Health {
  buffer: {
    waiting: number;
    waiting_bytes: number;
    max_bytes: number;
    accepted: number;
    stored: number;
    duplicates?: number;
    rejected: number;
    retries: number;
    dropped: Record<string, number>;
    failed?: number;
    store_away: boolean;
  };
  store: {
    reachable: boolean;
    collection?: string;
    records?: number;
    bytes?: number;
    indexes?: { name: string; bytes: number }[];
    missing_indexes?: string[];
    /** `null` where records are kept without end. */
    retention_days?: number | null;
  };
  rollups: Record<string, unknown> | null;
  /** Records that the next day takes away. */
  due_within_a_day: number | null;
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
}

export interface QueryFieldRule {
  name: string;
  aliases: string[];
  example: string;
  rule: string;
}

/** Where a query text is wrong, in UTF-16 code units. */
export interface QueryProblem {
  message: string;
  position: number;
  length: number;
}

/** `config.json`, beside the page. */
export interface PanelConfig {
  title?: string;
  logo?: string | null;
  colours?: Record<string, string>;
  environment?: Environment | string | null;
  login?: { url: string; fields: (string | LoginField)[]; tokenPath: string } | null;
  cookie?: boolean;
  apiBase?: string;
}

export interface LoginField {
  name: string;
  label?: string;
  type?: string;
}
