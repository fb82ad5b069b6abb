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
