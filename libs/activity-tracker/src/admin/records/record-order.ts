export const RECORD_SORTS = ['time', 'duration', 'status'] as const;
export const SORT_DIRECTIONS = ['desc', 'asc'] as const;

/** Order of a list of records. @publicApi */
export interface RecordOrder {
  /** Time of the call, its duration, or its status. @default 'time' */
  sort?: (typeof RECORD_SORTS)[number] | undefined;
  /** Largest or newest first, or smallest or oldest first. @default 'desc' */
  order?: (typeof SORT_DIRECTIONS)[number] | undefined;
}

/** Fields without an index in their order. */
export const SORTED_FIELDS = { duration: 'execution_time', status: 'status_code' } as const;
