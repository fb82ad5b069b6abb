import { useMemo } from 'preact/hooks';
import type { Activity, RecordPage } from '../../api/record-types';
import { shaped } from '../../api/shaped';

/** What came in live, and below it the pages that were asked for; each record once. */
export function useList(
  pages: readonly RecordPage[] | undefined,
  arrived: readonly Activity[],
): { list: Activity[]; fresh: ReadonlySet<string> } {
  const list = useMemo(() => {
    const known = new Map<string, Activity>();
    for (const record of [...arrived, ...(pages?.flatMap(({ results }) => results) ?? [])]) {
      if (!known.has(record._id)) known.set(record._id, shaped(record));
    }
    return [...known.values()];
  }, [arrived, pages]);
  const fresh = useMemo(() => new Set(arrived.map(({ _id }) => _id)), [arrived]);
  return { list, fresh };
}
