import type { Change } from './difference';
import type { Key } from './json-path';
import { isBranch } from './json-search';

/** A key of two records: what differs there, or that something differs below. */
export interface Difference {
  key: Key;
  kind: Change['kind'] | 'within';
  before: unknown;
  after: unknown;
  children: Difference[];
}

export function differenceTree(changes: readonly Change[]): Difference[] {
  const root: Difference[] = [];
  for (const { keys, kind, before, after } of changes) {
    let level = root;
    for (const [depth, key] of keys.entries()) {
      const isLast = depth === keys.length - 1;
      let node = level.find((known) => known.key === key);
      if (!node) level.push((node = { key, kind: 'within', before: undefined, after: undefined, children: [] }));
      if (isLast) Object.assign(node, { kind, before, after, children: entriesOf(kind, before, after) });
      level = node.children;
    }
  }
  return root;
}

/** The keys of an object or a list that only one of the records has. */
function entriesOf(kind: Change['kind'], before: unknown, after: unknown): Difference[] {
  const only = kind === 'added' ? after : before;
  if (kind === 'changed' || !isBranch(only)) return [];
  return Object.entries(only).map(([name, value]) => {
    const [left, right] = kind === 'added' ? [undefined, value as unknown] : [value as unknown, undefined];
    const key = Array.isArray(only) ? Number(name) : name;
    return { key, kind, before: left, after: right, children: entriesOf(kind, left, right) };
  });
}
