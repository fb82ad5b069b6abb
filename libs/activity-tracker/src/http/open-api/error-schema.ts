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
      code: { ...STRING, description: 'For an invalid query text: kind of the problem, such as unknown_field.' },
      values: {
        type: 'object',
        additionalProperties: { oneOf: [STRING, INTEGER] },
        description: 'For an invalid query text: parameters of the problem, such as the field and its value.',
      },
    },
    ['error', 'position', 'length', 'remedy', 'code', 'values'],
  ),
  additionalProperties: true,
});
