import { array, INTEGER, namedSchema, object, STRING } from './named-schema.js';

/** Errors of our routes have the format of Nest's exceptions. */
export const API_ERROR = namedSchema('ActivityApiError', {
  ...object(
    {
      statusCode: INTEGER,
      error: { ...STRING, description: 'Name of the status, such as Bad Request.' },
      message: { oneOf: [STRING, array(STRING)], description: 'The problem and its remedy; a list for parameters.' },
      position: { ...INTEGER, description: 'For an invalid query text: start of the invalid part, in UTF-16 units.' },
      length: { ...INTEGER, description: 'For an invalid query text: length of that part.' },
      remedy: { ...STRING, description: 'For an invalid query text: the remedy.' },
    },
    ['error', 'position', 'length', 'remedy'],
  ),
  additionalProperties: true,
});
