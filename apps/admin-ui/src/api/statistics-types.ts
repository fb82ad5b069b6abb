export interface Span {
  from: string;
  to: string;
}

/** Calls without an answer, and by the hundreds of the status code. */
export type ByClass = Partial<Record<'none' | '1xx' | '2xx' | '3xx' | '4xx' | '5xx', number>>;

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

export interface RouteFigures extends RouteName {
  calls: number;
  users: number;
  by_class: ByClass;
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

export interface Figures extends Span {
  calls: number;
  calls_per_minute: number;
  active_users: number;
  by_class: ByClass;
  p95: number | null;
}

export interface Overview {
  current: Figures;
  previous: Figures;
  movers: (RouteName & { calls: number; calls_before: number })[];
  missing: Span[];
}
