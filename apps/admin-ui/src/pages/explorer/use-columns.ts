import { useMemo } from 'preact/hooks';
import type { QueryFieldRule } from '../../api/panel-types';
import { useQueryFields } from '../../api/questions';
import { usePanel } from '../../panel';
import { type ClaimField, type Column, claimsOf, columnOf, DEFAULT_COLUMNS, MAIN } from './columns';

/** Pixels of width from which a list is wide. */
const WIDE = 800;
const GAPS = { wide: 12, narrow: 8 } as const;
const PADDING = 32;

/** The payload keys of the application. */
export const useClaims = (): ClaimField[] => claimsAmong(useQueryFields());

const claimsAmong = (fields: readonly QueryFieldRule[]): ClaimField[] =>
  fields.flatMap(({ name, claim }) => (claim === undefined ? [] : [{ name, claim }]));

/** Payload keys that the chosen columns show. */
export const useClaimsShown = (): string[] => {
  const { columns } = usePanel().preferences;
  const known = useClaims();
  return claimsOf(columns).filter((claim) => known.some((each) => each.claim === claim));
};

export interface Layout {
  columns: Column[];
  /** Value of `grid-template-columns`. */
  template: string;
}

/** @param isCard whether a record is a card, whose cells have fixed places */
export function useColumns(width: number, isCard: boolean): Layout {
  const { columns: chosen, times } = usePanel().preferences;
  const fields = useQueryFields();
  // Memoized, so that rows are not rendered again while the user scrolls.
  return useMemo(() => {
    const ids = isCard ? DEFAULT_COLUMNS : chosen;
    const columns = ids.flatMap((id) => columnOf(id, claimsAmong(fields)) ?? []);
    return isCard ? { columns, template: 'none' } : fitting(columns, width, times === 'absolute');
  }, [fields, chosen, times, width, isCard]);
}

/** Drops columns from the end, except the time, until the others fit. */
function fitting(columns: readonly Column[], width: number, isAbsolute: boolean): Layout {
  const isWide = width > WIDE;
  const widthOf = ({ widths, absolute = widths }: Column) => (isAbsolute ? absolute : widths)[isWide ? 0 : 1];
  const shown = columns.filter((column) => widthOf(column) > 0);
  const gap = isWide ? GAPS.wide : GAPS.narrow;
  const isTooWide = () => shown.reduce((sum, column) => sum + widthOf(column) + gap, PADDING) > width;
  while (isTooWide()) {
    const last = shown.findLastIndex(({ id }) => id !== MAIN && id !== 'time');
    if (last < 0) break;
    shown.splice(last, 1);
  }
  const tracks = shown.map((column) => (column.id === MAIN ? 'minmax(0, 1fr)' : `${widthOf(column)}px`));
  return { columns: shown, template: tracks.join(' ') };
}
