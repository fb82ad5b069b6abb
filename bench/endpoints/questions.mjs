/** @typedef {{ id: string, user: string | number, name: string }} Example of what the log holds */

/** @type {[what: string, of: (example: Example) => string][]} */
const filters = [
  ['no filter', () => ''],
  ['user', ({ user }) => `user:${user}`],
  ['handler', ({ name }) => `name:${name}`],
  ['controller', ({ name }) => `controller:${name.split('.')[0]}`],
  ['status class 5xx', () => 'status:5xx'],
  ['status class 2xx', () => 'status:2xx'],
  ['status not 2xx', () => '-status:2xx'],
  ['country', () => 'country:DE'],
  ['method', () => 'method:DELETE'],
  ['outcome', () => 'outcome:aborted'],
  ['address range', () => 'ip:10.0.0.0/8'],
  ['duration', () => 'duration:>2s'],
  ['last 24 hours', () => 'since:24h'],
  ['controller, status and country', ({ name }) => `controller:${name.split('.')[0]} status:4xx country:DE`],
  ['words without a hit', () => '"zzz not there"'],
];

/** @param {string} q */
const query = (q) => `q=${encodeURIComponent(q)}`;

/** @type {{ name: string, path: (example: Example) => string }[]} */
export const QUESTIONS = [
  ...filters.flatMap(([what, of]) => [
    { name: `list: ${what}`, path: (/** @type {Example} */ example) => `/records?${query(of(example))}` },
    { name: `facets: ${what}`, path: (/** @type {Example} */ example) => `/facets?${query(of(example))}` },
    {
      name: `histogram of 30 days: ${what}`,
      path: (/** @type {Example} */ example) =>
        `/timeline?zone=Europe/Berlin&${query(`${of(example)}${what.includes('24') ? '' : ' since:30d'}`)}`,
    },
  ]),
  { name: 'one record', path: ({ id }) => `/records/${id}` },
  { name: 'what belongs to it', path: ({ id }) => `/records/${id}/related` },
  { name: 'routes, 30 days', path: () => `/routes?${query('since:30d')}` },
  { name: 'routes, 24 hours', path: () => '/routes' },
  {
    name: 'routes of one controller, 30 days',
    path: ({ name }) => `/routes?${query(`controller:${name.split('.')[0]} since:30d`)}`,
  },
  { name: 'people, 30 days', path: () => `/users?${query('since:30d')}` },
  { name: 'people, 24 hours', path: () => '/users' },
  { name: 'a person, 30 days', path: ({ user }) => `/users/${user}?${query('since:30d')}` },
  { name: "a person's sessions", path: ({ user }) => `/users/${user}/sessions?${query('since:30d')}` },
  { name: 'overview, 24 hours', path: () => '/overview' },
  { name: 'health', path: () => '/health' },
];
