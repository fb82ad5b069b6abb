/** @import { Genome } from './genome.mjs' */

/** @type {Genome} */
const QUIET = {
  place: 'body',
  shape: 'strings',
  unit: ['a'],
  times: 1,
  join: '',
  head: '',
  tail: '',
  keys: ['a'],
  nested: 0,
  secrets: 0,
  secretLength: 16,
};

/** What was once too slow, and must not be so again. @type {Genome[]} */
export const SEEN = [
  { ...QUIET, unit: ['{]'] },
  { ...QUIET, unit: ['["'] },
];
