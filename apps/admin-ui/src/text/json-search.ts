import type { Key } from './json-path';

/** Nodes that are searched: a bound, so that typing stays quick. */
const SEARCHED = 50_000;

export const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null;
export const idOf = (path: readonly Key[]) => JSON.stringify(path);

export interface Search {
  needle: string;
  matches: readonly string[];
  /** Branches that hold a match. */
  ancestors: ReadonlySet<string>;
  current: string | undefined;
}

/** Keys and values that hold the text, in order, and the branches to open for them. */
export function search(value: unknown, needle: string): Pick<Search, 'matches' | 'ancestors'> {
  const matches: string[] = [];
  const ancestors = new Set<string>();
  if (needle === '') return { matches, ancestors };
  const wanted = needle.toLowerCase();
  let left = SEARCHED;
  const walk = (node: unknown, path: readonly Key[]) => {
    if (left-- <= 0) return;
    const key = path.at(-1);
    const hit =
      (key !== undefined && String(key).toLowerCase().includes(wanted)) ||
      (!isBranch(node) && String(node).toLowerCase().includes(wanted));
    if (hit) {
      matches.push(idOf(path));
      for (let end = path.length - 1; end > 0; end--) ancestors.add(idOf(path.slice(0, end)));
    }
    if (isBranch(node)) {
      for (const [name, item] of Object.entries(node)) walk(item, [...path, Array.isArray(node) ? Number(name) : name]);
    }
  };
  walk(value, []);
  return { matches, ancestors };
}
