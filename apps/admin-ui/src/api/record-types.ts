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
  execution_time: number | null;
  client_ip_address: string | null;
  country: string | null;
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
export interface NothingFoundAnswer {
  searched: string;
  from: string | null;
  to: string | null;
  close: { condition: string; instead: string; query: string }[];
  compared: number;
}

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
