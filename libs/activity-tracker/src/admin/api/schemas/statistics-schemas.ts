import {
  array,
  BOOLEAN,
  INSTANT,
  INTEGER,
  namedSchema,
  NULLABLE_INSTANT,
  NULLABLE_NUMBER,
  NULLABLE_STRING,
  NUMBER,
  object,
  refined,
  type Schema,
  STRING,
  USER_ID,
} from '../../../http/open-api/named-schema.js';
import { SLOT_LENGTHS } from '../../statistics/time-slots.js';
import { USERS } from './people-schemas.js';
import { CALL, COUNTED_ROUTE, ROUTE_IDENTITY } from './record-schemas.js';

const SHARE: Schema = { ...NUMBER, minimum: 0, maximum: 1 };
const MILLISECONDS: Schema = { ...NULLABLE_NUMBER, description: 'Milliseconds, within 4 %.' };

const SPAN = namedSchema('ActivityTimeSpan', object({ from: INSTANT, to: INSTANT }));
const MISSING = array(SPAN, {
  description: 'Spans that could not be counted in time; empty if the figures are exact.',
});

const LATER = refined(
  namedSchema(
    'ActivityLaterCalls',
    object({ from: INSTANT, calls: { ...INTEGER, description: 'Counted to 10,001; 0 if the query has an end.' } }),
  ),
  {
    type: 'object',
    nullable: true,
    description:
      'Calls dated after now, which the figures lack and lists have; null if they could not be counted in time.',
  },
);

const BY_CLASS = namedSchema(
  'ActivityCallsByClass',
  object({ none: INTEGER, '1xx': INTEGER, '2xx': INTEGER, '3xx': INTEGER, '4xx': INTEGER, '5xx': INTEGER }),
);

const SLOT = namedSchema(
  'ActivityTimelineSlot',
  object({ from: INSTANT, to: INSTANT, calls: INTEGER, by_class: BY_CLASS }),
);
export const TIMELINE = namedSchema(
  'ActivityTimeline',
  object({
    time_zone: STRING,
    slot: { ...STRING, enum: [...SLOT_LENGTHS] },
    slots: array(SLOT),
    missing: MISSING,
    later: LATER,
  }),
);

const QUERIED_ROUTE: Readonly<Record<string, Schema>> = {
  ...COUNTED_ROUTE,
  query: { ...NULLABLE_STRING, description: 'For q: finds these calls; null if no query does.' },
};

const ROUTE = namedSchema(
  'ActivityRouteStatistics',
  object(
    {
      ...QUERIED_ROUTE,
      calls: INTEGER,
      users: INTEGER,
      users_exact: { ...BOOLEAN, description: 'False if users is an estimate, within about 2 %.' },
      errors: INTEGER,
      error_share: SHARE,
      by_class: BY_CLASS,
      p50: MILLISECONDS,
      p95: MILLISECONDS,
      p99: MILLISECONDS,
      mean: { ...NUMBER, description: 'Milliseconds.' },
      last_called: INSTANT,
    },
    ['other_type'],
  ),
);
const UNCALLED_ROUTE = namedSchema(
  'ActivityUncalledRoute',
  object({ ...ROUTE_IDENTITY, last_called: NULLABLE_INSTANT }, ['method', 'route']),
);
export const ROUTE_TABLE = namedSchema(
  'ActivityRouteTable',
  object({
    routes: array(ROUTE, { description: 'Most called first.' }),
    uncalled: array(UNCALLED_ROUTE),
    missing: MISSING,
    missing_before: MISSING,
    later: LATER,
  }),
);

const PERIOD = namedSchema(
  'ActivityPeriodFigures',
  object({
    from: INSTANT,
    to: INSTANT,
    calls: INTEGER,
    calls_per_minute: NUMBER,
    active_users: INTEGER,
    users_exact: BOOLEAN,
    errors: INTEGER,
    error_share: SHARE,
    by_class: BY_CLASS,
    p50: MILLISECONDS,
    p95: MILLISECONDS,
  }),
);
const MOVER = namedSchema(
  'ActivityMover',
  object(
    {
      ...QUERIED_ROUTE,
      calls: INTEGER,
      calls_before: INTEGER,
      error_share: SHARE,
      error_share_before: SHARE,
    },
    ['other_type'],
  ),
);
export const OVERVIEW = namedSchema(
  'ActivityOverview',
  object({
    current: PERIOD,
    previous: refined(PERIOD, { description: 'The period of the same length just before.' }),
    movers: array(MOVER, { description: 'Largest change of calls first.' }),
    missing: MISSING,
    later: LATER,
  }),
);

const PERSON_FIGURES = namedSchema(
  'ActivityPersonFigures',
  object({
    user_id: USER_ID,
    calls: INTEGER,
    errors: INTEGER,
    error_share: SHARE,
    by_class: BY_CLASS,
    last_seen: INSTANT,
    countries: array(STRING),
    devices: array(STRING),
    activity: array(INTEGER, { description: 'Calls on each day (UTC), oldest first, at most 31.' }),
  }),
);
export const PEOPLE_PAGE = namedSchema(
  'ActivityPeoplePage',
  object(
    {
      people: array(PERSON_FIGURES),
      count: { ...INTEGER, description: 'People on all pages.' },
      next: { ...NULLABLE_STRING, description: 'For cursor; null on the last page.' },
      missing: MISSING,
      later: LATER,
      ...USERS,
    },
    ['users'],
  ),
);

const ADDRESS = namedSchema('ActivityPersonAddress', object({ address: STRING, calls: INTEGER, last_seen: INSTANT }));
const PERSON_ROUTE = namedSchema(
  'ActivityPersonRoute',
  object({ ...QUERIED_ROUTE, calls: INTEGER, errors: INTEGER, last_called: INSTANT }, ['other_type']),
);
export const PERSON_PAGE = namedSchema(
  'ActivityPersonPage',
  object(
    {
      person: refined(PERSON_FIGURES, {
        type: 'object',
        nullable: true,
        description: 'null without calls in the range.',
      }),
      first_seen: NULLABLE_INSTANT,
      addresses: array(ADDRESS, { nullable: true, description: 'At most 20; null if not counted in time.' }),
      p50: MILLISECONDS,
      p95: MILLISECONDS,
      routes: array(PERSON_ROUTE, { description: 'Most called first, at most 20.' }),
      missing: MISSING,
      ...USERS,
    },
    ['users'],
  ),
);

const SESSION_CALL = namedSchema(
  'ActivitySessionCall',
  object(
    CALL,
    Object.keys(CALL).filter((name) => name !== '_id' && name !== 'created_time'),
  ),
);
const SESSION = namedSchema(
  'ActivitySession',
  object({
    id: { ...NULLABLE_STRING, description: 'Claim sid or jti; null for sessions grouped by time.' },
    from: INSTANT,
    to: INSTANT,
    calls: array(SESSION_CALL, { description: 'Latest first.' }),
    errors: INTEGER,
    countries: array(STRING),
    devices: array(STRING),
    addresses: array(STRING),
    continues: { ...BOOLEAN, description: 'Whether earlier calls of the session are on the next page.' },
  }),
);
export const SESSION_PAGE = namedSchema(
  'ActivitySessionPage',
  object({
    sessions: array(SESSION, { description: 'Latest first.' }),
    next: { ...NULLABLE_STRING, description: 'For cursor; null on the last page.' },
  }),
);
