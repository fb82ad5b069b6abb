/** One value of a facet. @publicApi */
export interface FacetValue {
  /**
   * The record's value; `null` if it has none. For `status` the first digit of the code, or `'event'` for custom
   * events; for `duration` the lower bound of a bucket in milliseconds.
   */
  value: string | number | null;
  /** Number of counted records with this value. */
  count: number;
  /** The conditions that select it, as query text. */
  query: string;
}

/** The values of one field among matching records, and the range that was counted. @publicApi */
export interface Facet {
  /** The most frequent first; `duration` in ascending order. */
  values: FacetValue[];
  /** Number of records counted. */
  counted: number;
  /** Of the counted, those whose value no query finds: other writers stored another type or an unknown name, or there is no duration. */
  unlisted: number;
  /** Whether all matching records were counted. */
  complete: boolean;
  /** If incomplete: time of the oldest record counted, or the time that was reached. */
  looked_back_to?: Date;
}

/** Name of a facet. @publicApi */
export type FacetName = 'status' | 'method' | 'name' | 'user' | 'country' | 'outcome' | 'duration';

/** The facets of a query. @publicApi */
export type Facets = Record<FacetName, Facet>;

export interface Group {
  _id: unknown;
  count: number;
}
