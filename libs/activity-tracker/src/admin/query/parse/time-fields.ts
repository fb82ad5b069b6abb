import type { QueryField } from '../activity-query.js';

/** The log has one beginning and one end, so these fields take one value. */
export const TIME_ALIASES = { from: ['after'], to: ['before'], since: ['last'] } as const;

type TimeField = keyof typeof TIME_ALIASES;

export const isTimeField = (field: QueryField): field is TimeField => Object.hasOwn(TIME_ALIASES, field);

const BY_SPELLING: ReadonlyMap<string, TimeField> = new Map(
  Object.entries(TIME_ALIASES).flatMap(([field, aliases]) =>
    [field, ...aliases].map((spelling) => [spelling, field as TimeField] as const),
  ),
);

export const timeFieldOf = (spelling: string): TimeField | undefined => BY_SPELLING.get(spelling.toLowerCase());
