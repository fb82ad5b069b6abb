import { Late } from '../../common/late.js';

/** Loaded on first use, because inserting does not need it. */
export const QUERY_ENGINE = new Late('The query engine of the in-memory store', () => import('./query-engine.js'));
