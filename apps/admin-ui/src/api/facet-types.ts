import type * as library from '../../../../libs/activity-tracker/src/admin/records/facets/facet.types';
import type { JsonOf } from './json-of';

export type FacetName = library.FacetName;
export type FacetValue = library.FacetValue;
export type Facet = JsonOf<library.Facet>;
export type Facets = Partial<Record<FacetName, Facet>>;

/** In the order that they are shown in. */
export const FACETS = [
  'status',
  'method',
  'name',
  'user',
  'country',
  'outcome',
  'duration',
] as const satisfies readonly FacetName[];
