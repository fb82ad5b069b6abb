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

/** Keys are the hundreds of the code, or `none`. */
export type ByClass = Partial<Record<'1' | '2' | '3' | '4' | '5' | 'none', number>>;

export interface Bucket {
  start: string;
  calls: number;
  by_class: ByClass;
}

export interface Timeline {
  buckets: Bucket[];
  end: string;
  bucket: string;
  zone: string;
  unfinished: boolean;
  missing?: Span[];
}

export interface RouteName {
  namespace: string | null;
  url_name: string | null;
  method: string | null;
  route: string | null;
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
  never_called?: RouteName[];
  missing?: Span[];
}

export interface PersonFigures {
  user_id: string | number | null;
  calls: number;
  errors: number;
  error_share: number;
  last_seen: string | null;
  countries: { country: string | null; calls: number }[];
  devices: { device: string | null; calls: number }[];
  activity: number[];
}

export interface Person extends PersonFigures {
  first_seen?: string | null;
  routes?: { namespace: string | null; url_name: string | null; calls: number }[];
  addresses?: { ip: string | null; calls: number }[];
  missing?: Span[];
}

export interface People {
  results: PersonFigures[];
  next: string | null;
  previous: string | null;
  missing?: Span[];
}

export interface Session {
  id: string;
  started: string;
  ended: string;
  calls: number;
  errors: number;
  country: string | null;
  client_ip_address: string | null;
  device: string | null;
  records: Activity[];
}

export interface Sessions {
  results: Session[];
  next: string | null;
}

export interface Figures {
  calls: number;
  per_minute: number;
  users: number;
  error_share: number;
  p95: number | null;
}

export interface Overview {
  now: Figures;
  before: Figures | null;
  movers: { namespace: string | null; url_name: string | null; calls: number; before: number }[];
  timeline: Timeline;
  missing?: Span[];
}

export interface Health {
  buffer?: {
    waiting: number;
    waiting_bytes: number;
    max_bytes: number;
    accepted: number;
    stored: number;
    dropped: Record<string, number>;
    retries: number;
    rejected: number;
    store_away: boolean;
  };
  store?: {
    kind: string;
    reachable: boolean;
    collection?: string;
    records?: number;
    bytes?: number;
    indexes?: { name: string; bytes?: number; ok: boolean }[];
  };
  rollups?: Record<string, unknown> | null;
  retention?: { days: number | null; next_prune: number | null };
}

export interface ErasureReport {
  mode: 'delete' | 'pseudonym';
  dry_run: boolean;
  records: number;
  mentions: number;
  from: string | null;
  to: string | null;
  pseudonym?: string;
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
  remedy?: string;
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
