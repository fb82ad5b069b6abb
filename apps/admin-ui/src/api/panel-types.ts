import type { QueryProblemCode } from '../../../../libs/activity-tracker/src/admin/query/parse/query-problem';

import type { AdminSettings } from '../../../../libs/activity-tracker/src/admin/api/controllers/status.controller';
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

/** Empty until they are answered. */
export type Settings = Partial<JsonOf<AdminSettings>>;

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
