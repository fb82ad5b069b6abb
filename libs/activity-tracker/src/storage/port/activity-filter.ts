/** A filter in MongoDB's query language; the in-memory store evaluates it with mingo. @publicApi */
export type ActivityFilter = Record<string, unknown>;
