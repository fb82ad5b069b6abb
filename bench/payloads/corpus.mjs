import { COMMERCE } from './commerce.mjs';
import { GRAPHQL } from './graphql.mjs';
import { HYPERMEDIA } from './hypermedia.mjs';
import { LISTS } from './lists.mjs';
import { PLATFORMS } from './platforms.mjs';
import { SCIENCE } from './science.mjs';
import { SETTINGS } from './settings.mjs';
import { SIGN_IN } from './sign-in.mjs';
import { TEXTS } from './texts.mjs';

/** Pairs of request and response in the shapes of real APIs; all values are made up. */
export const CORPUS = [
  ...SIGN_IN,
  ...GRAPHQL,
  ...HYPERMEDIA,
  ...COMMERCE,
  ...PLATFORMS,
  ...SCIENCE,
  ...TEXTS,
  ...SETTINGS,
  ...LISTS,
];
