/** A filter in MongoDB's query language: both stores, and the one in memory through mingo, speak it. @publicApi */
export type ActivityFilter = Record<string, unknown>;
