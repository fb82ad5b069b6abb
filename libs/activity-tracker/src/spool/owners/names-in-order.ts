import { setImmediate as nextTurn } from 'node:timers/promises';
import type { SpoolFileEntry } from '../spool-files.js';

const ENTRIES_PER_TURN = 250;
/** Of a segment's name, what up to a thousand share: all but the last digits of its number. */
const SHARED_NAME = 28;

/** Reads and sorts a directory some entries at a time: 100,000 at once would hold up requests. */
export async function inOrder(
  entries: Iterable<SpoolFileEntry> | AsyncIterable<SpoolFileEntry>,
): Promise<SpoolFileEntry[]> {
  const groups = new Map<string, SpoolFileEntry[]>();
  let read = 0;
  for await (const entry of entries) {
    const key = entry.name.slice(0, SHARED_NAME);
    const group = groups.get(key);
    if (group) group.push(entry);
    else groups.set(key, [entry]);
    if (++read % ENTRIES_PER_TURN === 0) await nextTurn();
  }
  const sorted: SpoolFileEntry[] = [];
  for (const key of [...groups.keys()].toSorted()) {
    const before = Math.floor(sorted.length / ENTRIES_PER_TURN);
    sorted.push(...groups.get(key)!.toSorted((a, b) => (a.name < b.name ? -1 : 1)));
    if (Math.floor(sorted.length / ENTRIES_PER_TURN) > before) await nextTurn();
  }
  return sorted;
}
