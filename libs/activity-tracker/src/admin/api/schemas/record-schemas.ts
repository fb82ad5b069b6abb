import { OPTIONAL_OF_A_PAGE, pageProperties } from '../../../history/history-schemas.js';
import {
  array,
  BOOLEAN,
  INSTANT,
  INTEGER,
  NULLABLE_INSTANT,
  namedSchema,
  NULLABLE_INTEGER,
  NULLABLE_STRING,
  NULLABLE_USER_ID,
  NUMBER,
  object,
  OBJECT_ID,
  refined,
  type Schema,
  STRING,
  USER_ID,
} from '../../../http/open-api/named-schema.js';
import { ACTIVITY_OUTCOMES } from '../../../record/activity-log.js';
import { USERS } from './people-schemas.js';

const ANY_BODY = 'any JSON, masked; null if there was none; an object with "omitted" if it was not kept';

/** Null if no route matched. */
export const ROUTE_IDENTITY: Readonly<Record<string, Schema>> = {
  namespace: { ...NULLABLE_STRING, description: 'Controller class.' },
  url_name: { ...NULLABLE_STRING, description: 'Handler method, or name of a custom event.' },
  method: NULLABLE_STRING,
  route: { ...NULLABLE_STRING, description: 'Template, such as /orders/:id.' },
};

export const COUNTED_ROUTE: Readonly<Record<string, Schema>> = {
  ...ROUTE_IDENTITY,
  other_type: { ...BOOLEAN, description: 'True if another writer stored a part as no text; that part is null.' },
};

export const CALL: Readonly<Record<string, Schema>> = {
  _id: OBJECT_ID,
  created_time: INSTANT,
  ...ROUTE_IDENTITY,
  event_name: { ...STRING, description: 'Display name.' },
  url_path: NULLABLE_STRING,
  status_code: NULLABLE_INTEGER,
  execution_time: { ...NUMBER, description: 'Seconds.' },
  outcome: { ...STRING, enum: [...ACTIVITY_OUTCOMES] },
};

const GRAPHQL = namedSchema(
  'ActivityGraphqlCall',
  object({
    operation: NULLABLE_STRING,
    type: { ...STRING, enum: ['query', 'mutation', 'subscription'] },
    fields: array(STRING),
    errors: NULLABLE_INTEGER,
  }),
);

const LIST_PROPERTIES: Readonly<Record<string, Schema>> = {
  ...CALL,
  user_id: NULLABLE_USER_ID,
  api: { ...NULLABLE_STRING, description: 'URL, in the form of capture.pathType.' },
  client_ip_address: NULLABLE_STRING,
  country: NULLABLE_STRING,
  trace_id: NULLABLE_STRING,
  resource: {
    ...object({ type: STRING, id: STRING }),
    description: 'The object that the request is about.',
  },
  truncated: {
    ...object({ body: INTEGER, response: INTEGER }, ['body', 'response']),
    description: 'Bytes before truncation.',
  },
  bodies_removed_at: { ...INSTANT, description: 'Time when retention removed the bodies.' },
  masked_when_shown: {
    ...array(STRING),
    description: 'Fields whose secrets were masked when the record was read; they are stored in clear.',
  },
};

const FULL_PROPERTIES: Readonly<Record<string, Schema>> = {
  ...LIST_PROPERTIES,
  actor_id: { ...USER_ID, description: 'Id of the user who impersonates this user.' },
  headers: { type: 'object', additionalProperties: true },
  response_headers: { type: 'object', additionalProperties: true },
  body: { description: ANY_BODY },
  response: { description: ANY_BODY },
  attempted: { oneOf: [NULLABLE_STRING, NUMBER], description: 'Name used in a refused sign-in.' },
  unidentified: { ...STRING, description: 'Why the credential of the request identified no user.' },
  request_id: NULLABLE_STRING,
  graphql: GRAPHQL,
};

/** `masking.removeKeys` may remove every other field. */
const ALWAYS_THERE = new Set(['_id', 'created_time']);
const others = (properties: object) => Object.keys(properties).filter((name) => !ALWAYS_THERE.has(name));

export const LISTED_RECORD = namedSchema('ActivityListedRecord', object(LIST_PROPERTIES, others(LIST_PROPERTIES)));

/** A record also has the configured claims (`jwt.payloadKeys`). */
export const RECORD = namedSchema('ActivityRecord', {
  ...object(FULL_PROPERTIES, others(FULL_PROPERTIES)),
  additionalProperties: true,
});

const NOTHING_FOUND = namedSchema(
  'ActivityNothingFound',
  object({
    searched: { ...STRING, description: 'The conditions, as query text.' },
    from: { ...NULLABLE_INSTANT, description: 'Beginning of the time searched.' },
    to: { ...NULLABLE_INSTANT, description: 'End of the time searched.' },
    close: array(object({ condition: STRING, instead: STRING, query: STRING }), {
      description: 'The nearest value that occurs, for each condition whose value does not.',
    }),
    compared: { ...INTEGER, description: 'Number of records whose values were compared.' },
  }),
);

export const RECORD_PAGE = namedSchema(
  'ActivityRecordPage',
  object(
    {
      ...pageProperties(LISTED_RECORD),
      searched_to: { ...INSTANT, description: 'Present if the time limit ended the search; next continues it.' },
      sorted_from: {
        ...INSTANT,
        description: 'Present if the time limit ended the sorting: only records from then on are sorted.',
      },
      nothing_found: NOTHING_FOUND,
      ...USERS,
    },
    [...OPTIONAL_OF_A_PAGE, 'searched_to', 'sorted_from', 'nothing_found', 'users'],
  ),
);

const NEIGHBOR = refined(LISTED_RECORD, { type: 'object', nullable: true });
const NEIGHBORS = object({ previous: NEIGHBOR, next: NEIGHBOR });

export const RELATED_RECORDS = namedSchema(
  'ActivityRelatedRecords',
  object(
    {
      session: array(LISTED_RECORD, { description: 'Of the same session.' }),
      trace: array(LISTED_RECORD, { description: 'Of the same trace.' }),
      nearby: array(LISTED_RECORD, { description: 'Of the same person, five minutes before and after.' }),
      neighbors: object({
        person: { ...NEIGHBORS, description: 'Of the same person, at any time.' },
        session: { ...NEIGHBORS, description: 'Of the same session.' },
      }),
      ...USERS,
    },
    ['users'],
  ),
);

const FACET_VALUE = namedSchema(
  'ActivityFacetValue',
  object({
    value: { oneOf: [NULLABLE_STRING, NUMBER], description: 'null if records have none.' },
    count: INTEGER,
    query: { ...STRING, description: 'Query text that selects the value.' },
  }),
);

const FACET = namedSchema(
  'ActivityFacet',
  object(
    {
      values: array(FACET_VALUE),
      counted: INTEGER,
      unlisted: { ...INTEGER, description: 'Of the counted, those with no value that a query finds.' },
      complete: { ...BOOLEAN, description: 'Whether all matches were counted.' },
      looked_back_to: INSTANT,
    },
    ['looked_back_to'],
  ),
);

export const FACET_SCHEMAS = namedSchema(
  'ActivityFacets',
  object({
    status: FACET,
    method: FACET,
    name: FACET,
    user: FACET,
    country: FACET,
    outcome: FACET,
    duration: FACET,
  }),
);

const QUERY_FIELD = namedSchema(
  'ActivityQueryField',
  object(
    {
      name: STRING,
      aliases: array(STRING),
      example: STRING,
      rule: STRING,
      claim: { ...STRING, description: 'Field of the record, for a payload key.' },
    },
    ['claim'],
  ),
);
export const QUERY_FIELDS = namedSchema('ActivityQueryFields', object({ fields: array(QUERY_FIELD) }));
