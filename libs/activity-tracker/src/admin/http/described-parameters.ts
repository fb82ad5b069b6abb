import type { DescribedParameter } from '../../history/described.js';
import { FIELDS } from '../query/fields.js';

/** What every question about the log can be asked with. */
export const QUESTION_PARAMETERS: readonly DescribedParameter[] = [
  { name: 'q', description: 'A query text, such as user:42 status:5xx "free text".' },
  { name: 'zone', description: 'IANA time zone of days, such as Europe/Berlin.' },
  ...Object.entries(FIELDS).flatMap(([name, { rule }]) => [
    { name, description: `${rule}; commas between values` },
    { name: `not.${name}`, description: `The same, negated.` },
  ]),
];
