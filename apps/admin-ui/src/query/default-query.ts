/** What is looked at before anything is asked: recent, and never more than that costs. */
export const DEFAULT_QUERY = 'since:7d';
