/** @typedef {{ name: string, method?: string, path: (user: string) => string, atOnce?: number }} Question */

const WORDS = encodeURIComponent('"zzz not there"');

/** @type {Question[]} */
export const QUESTIONS = [
  { name: 'list', path: () => '/records' },
  { name: 'list, 1,000 records', path: () => '/records?limit=1000' },
  { name: 'list by an unindexed field', path: () => '/records?q=method:DELETE' },
  { name: 'word search', path: () => `/records?q=${WORDS}` },
  { name: 'facets', path: () => '/facets' },
  { name: 'facets of words', path: () => `/facets?q=${WORDS}` },
  { name: 'timeline, 30 days', path: () => '/timeline?q=since:30d' },
  { name: 'timeline of words', path: () => `/timeline?q=${encodeURIComponent('since:30d "zzz not there"')}` },
  { name: 'routes, 30 days', path: () => '/routes?q=since:30d' },
  { name: 'people, 30 days', path: () => '/users?q=since:30d' },
  { name: 'overview, 30 days', path: () => '/overview?q=since:30d' },
  { name: 'sessions', path: (user) => `/users/${user}/sessions?q=since:30d&limit=1000` },
  { name: 'export, CSV', path: () => '/export?format=csv' },
  { name: 'export, HAR', path: () => '/export?format=har' },
  { name: 'export, NDJSON', path: () => '/export?format=ndjson' },
  { name: '6 exports with words at once', path: () => `/export?format=ndjson&q=${WORDS}`, atOnce: 6 },
  { name: 'erasure, dry run', method: 'DELETE', path: (user) => `/users/${user}/data?mode=delete&reason=benchmark` },
  { name: 'subject access', path: (user) => `/users/${user}/data?reason=benchmark` },
];
