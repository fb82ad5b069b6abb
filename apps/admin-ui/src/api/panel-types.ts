import type { QueryProblemCode } from '../../../../libs/activity-tracker/src/admin/query/parse/query-problem';

import type { ListedField } from '../../../../libs/activity-tracker/src/admin/api/answers/records.answers';
import type { ActivityRight } from '../../../../libs/activity-tracker/src/http/access/rights';
import type { JsonOf } from './json-of';

export type { QueryProblemCode };

export interface Environment {
  label: string;
  color?: string | undefined;
}

/** The rights of a reader. */
export type Permissions = Record<ActivityRight, boolean>;

export interface Settings {
  title?: string;
  logo?: string | null;
  environment?: Environment | null;
  colors?: Record<string, string>;
  page_size?: number;
  time_zone?: string | null;
  /** Minutes that times are shown ahead of UTC. */
  timedelta?: number;
  url_names?: string[];
  /** Whether the application describes people by names. */
  names?: boolean;
  /** Whether the person's page shows what is unusual. */
  anomalies?: boolean;
  user?: { user_id: string | number | null };
  /** Whether an erasure, everything about a person, and the end of a legal hold want a reason. */
  reason_required?: boolean;
  /** What the reader may do; a server that does not say allows all it answers. */
  permissions?: Partial<Permissions>;
  features?: { live?: boolean; export?: boolean; erase?: boolean; search?: 'text' | 'scan' };
  retention_days?: number | null;
  /** Link that pages with countries must show. */
  country_credit?: { text: string; url: string } | null;
  version?: string;
}

export type QueryFieldRule = JsonOf<ListedField>;

/** Where a query text is wrong, in UTF-16 code units. */
export interface QueryProblem {
  message: string;
  position: number;
  length: number;
  code?: QueryProblemCode | undefined;
  /** Parameters of the message. */
  values?: Record<string, string | number> | undefined;
}

export interface PanelConfig {
  title?: string;
  logo?: string | null;
  colors?: Record<string, string>;
  environment?: Environment | string | null;
  login?: { url: string; fields: (string | LoginField)[]; tokenPath: string } | null;
  /** Pages of the application. */
  loginUrl?: string | null;
  logoutUrl?: string | null;
  cookie?: boolean;
  apiBase?: string;
}

export interface LoginField {
  name: string;
  label?: string;
  type?: string;
}
