import { audit } from './en/audit';
import { explorer } from './en/explorer';
import { figures } from './en/figures';
import { health } from './en/health';
import { holds } from './en/holds';
import { people } from './en/people';
import { record } from './en/record';
import { shell } from './en/shell';
import { views } from './en/views';

/** English. What counts has a form for each plural category of the language. */
export const en = {
  ...shell,
  ...explorer,
  ...record,
  ...people,
  ...figures,
  ...health,
  ...holds,
  ...audit,
  ...views,
} as const;
