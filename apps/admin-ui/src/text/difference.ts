import microdiff from 'microdiff';
import type { Activity } from '../api/record-types';
import { type Key, pathText } from './json-path';

export interface Change {
  kind: 'added' | 'removed' | 'changed';
  keys: Key[];
  path: string;
  before: unknown;
  after: unknown;
}

const KINDS = { CREATE: 'added', REMOVE: 'removed', CHANGE: 'changed' } as const;

/** What tells two records apart, field by field and deep in their bodies. */
export function differences(before: Activity, after: Activity): Change[] {
  // That they are two records is no difference between them.
  return microdiff({ ...before, _id: '' }, { ...after, _id: '' }, { cyclesFix: false }).map((change) => {
    const keys: Key[] = change.path;
    return {
      kind: KINDS[change.type],
      keys,
      path: pathText(keys),
      before: 'oldValue' in change ? change.oldValue : undefined,
      after: 'value' in change ? change.value : undefined,
    };
  });
}
