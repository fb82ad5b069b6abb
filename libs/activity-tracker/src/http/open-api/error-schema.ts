import { array, INTEGER, namedSchema, object, STRING } from './named-schema.js';

/** Every error of our routes: the shape of Nest's own exceptions. */
export const API_ERROR = namedSchema('ActivityApiError', {
  ...object(
    {
      statusCode: INTEGER,
      error: { ...STRING, description: 'Name of the status, such as Bad Request.' },
      message: { oneOf: [STRING, array(STRING)], description: 'What is wrong and what to do; of a parameter, a list.' },
      position: { ...INTEGER, description: 'Of a wrong query text: where the wrong part begins, in UTF-16 units.' },
      length: { ...INTEGER, description: 'Of a wrong query text: the length of that part.' },
      remedy: { ...STRING, description: 'Of a wrong query text: what to write instead.' },
    },
    ['error', 'position', 'length', 'remedy'],
  ),
  additionalProperties: true,
});
