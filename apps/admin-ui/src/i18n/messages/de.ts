import type { Messages } from '../translate';
import { audit } from './de/audit';
import { explorer } from './de/explorer';
import { figures } from './de/figures';
import { health } from './de/health';
import { holds } from './de/holds';
import { people } from './de/people';
import { record } from './de/record';
import { shell } from './de/shell';
import { views } from './de/views';

export const de: Messages = {
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
