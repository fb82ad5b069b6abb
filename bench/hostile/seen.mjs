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

/** What was too slow once, up to 540 times what is allowed: tried first. @type {Genome[]} */
export const SEEN = [
  { ...QUIET, unit: ['{]'] },
  { ...QUIET, unit: ['["'] },
  { ...QUIET, unit: ['[['], times: 100, tail: ' ' },
  { ...QUIET, shape: 'rows', unit: ['https://u:p§@h/'], head: ' ', tail: '}', keys: ['message', 'token', 'variables'] },
  { ...QUIET, shape: 'wide', unit: ['ä', 'k§=v', '%zz'], times: 2, join: '-', head: '[[', tail: '}' },
  { ...QUIET, shape: 'text', unit: ['4'], times: 400, join: '-', head: '#' },
  {
    ...QUIET,
    unit: ['[["token","§"]]', '["password","x"]', '{"password":"s§"}'],
    times: 240,
    join: '=',
    head: '/a?',
    secrets: 8,
  },
  {
    ...QUIET,
    unit: ['\ufffd', '***FILTERED***'],
    times: 16,
    join: '&',
    head: '[[',
    tail: ']',
    secrets: 64,
    secretLength: 64,
  },
  { ...QUIET, place: 'form', shape: 'text', unit: ['a%2525=b'], times: 70_000, join: ',' },
  { ...QUIET, place: 'form', shape: 'text', unit: ['%ff%fe'], times: 240, join: '-' },
  { ...QUIET, place: 'multipart', unit: ['Basic ', 'dXNlcjpwYXNz', 'x§'], join: '=' },
  { ...QUIET, place: 'url', unit: ['eyJ', 'dXNlcjpwYXNz', 'eyJwYXNz'], times: 240, tail: '"' },
  { ...QUIET, place: 'cookie', unit: ['***FILTERED***'], join: ';', secrets: 8 },
];
