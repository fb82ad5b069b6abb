import { readFileSync } from 'node:fs';
import { validateSync } from 'class-validator';
import { expect, it } from 'vitest';
import { AdminOptions } from './admin.options.js';
import { isCssColor } from './panel/css-color.js';
import { COLOR_NAMES } from './panel/panel-colors.js';

const STYLE = new URL('../../../../apps/admin-ui/src/styles/tokens.css', import.meta.url);

it('knows every color of the panel', () => {
  const declared = readFileSync(STYLE, 'utf8').matchAll(/--([a-z-]+): (?=light-dark|#)/g);
  expect([...new Set([...declared].map(([, name]) => name))].toSorted()).toEqual(COLOR_NAMES);
});

it.each([
  ['#0f766e', true],
  ['#abc', true],
  ['RebeccaPurple', true],
  ['rgb(1 2 3 / 50%)', true],
  ['light-dark(#3f4ed6, #9aa7ff)', true],
  ['color-mix(in oklab, red, white)', true],
  ['#12', false],
  ['bluish', false],
  ['url(x)', false],
  ['red; background: blue', false],
  ['rgb(1,2,3);x', false],
  [5, false],
])('takes %s for a color: %s', (value, expected) => {
  expect(isCssColor(value)).toBe(expected);
});

it.each([
  [{ describeUsers: () => [], findUsers: async () => [] }, []],
  [{ describeUsers: {} }, ["must be a function of ids that returns [{ id, label: 'Anna Example' }]"]],
  [{ findUsers: 'name' }, ['must be a function of a text that returns ids of people']],
])('checks the functions that name people: %o', (given, messages) => {
  const errors = validateSync(Object.assign(new AdminOptions(), given));
  expect(errors.flatMap(({ constraints = {} }) => Object.values(constraints))).toEqual(messages);
});
