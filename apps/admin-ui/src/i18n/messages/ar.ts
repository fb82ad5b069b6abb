import type { Messages } from '../translate';
import { audit } from './ar/audit';
import { explorer } from './ar/explorer';
import { figures } from './ar/figures';
import { health } from './ar/health';
import { holds } from './ar/holds';
import { people } from './ar/people';
import { record } from './ar/record';
import { shell } from './ar/shell';
import { views } from './ar/views';

export const ar: Messages = {
  ...shell,
  ...explorer,
  ...record,
  ...people,
  ...figures,
  ...health,
  ...holds,
  ...audit,
  ...views,
};
