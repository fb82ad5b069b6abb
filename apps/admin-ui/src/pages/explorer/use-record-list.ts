import { useCallback, useEffect, useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useScrollPlace, wasScrolled } from '../../location/scroll-place';
import { usePanel } from '../../panel';
import { useVirtualizer } from '../../ui/use-virtualizer';
import { useWidth } from '../../ui/use-width';
import type { OnFilter } from './cell-filter';
import type { ListProps } from './record-list';

const ROW = 46;
const DENSE_ROW = 30;
const CARD = 74;
const NEAR_END = 28;
/** Pixels of width below which a record is a card rather than a row. */
const ROW_WIDTH = 560;
const STEPS: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  j: 1,
  ArrowUp: -1,
  k: -1,
  Home: -Infinity,
  End: Infinity,
};

/** Rows in view, their place, and the keys. */
export function useRecordList({ records, selected, asOf, question, fetching, ...on }: ListProps) {
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const [box, width] = useWidth();
  const isCard = width < ROW_WIDTH;
  const isDense = usePanel().preferences.density === 'dense' && !isCard;
  const rowHeight = isCard ? CARD : isDense ? DENSE_ROW : ROW;
  const active = records.findIndex(({ _id }) => _id === selected);
  const virtualizer = useVirtualizer({
    count: records.length,
    rowHeight,
    scroller: () => scroller.current,
    keyOf: (index) => records[index]?._id ?? index,
    kept: active,
    above: () => (isCard ? 0 : (scroller.current?.querySelector<HTMLElement>('[role=rowgroup]')?.offsetHeight ?? 0)),
  });
  const last = virtualizer.range?.endIndex ?? 0;
  useEffect(() => {
    if (records.length > 0 && last >= records.length - NEAR_END) on.onNearEnd();
  }, [last, records.length, fetching]);
  // The place of a list that one returns to is restored, also while its rows get their height.
  const returnedTo = useRef(wasScrolled() ? selected : undefined);
  useEffect(() => {
    if (wasScrolled() && document.activeElement === document.body) scroller.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => {
    if (selected === undefined || selected === returnedTo.current) return;
    returnedTo.current = undefined;
    if (active >= 0) virtualizer.scrollToIndex(active, { align: 'auto' });
  }, [selected, rowHeight]);
  useScrollPlace(() => scroller.current, asOf['aria-busy'] || asOf['data-earlier'] ? undefined : question);

  const latest = useRef<string>();
  if (selected !== undefined) latest.current = selected;
  const left = records.findIndex(({ _id }) => _id === latest.current);
  // A list that gets wide when the record closes has rows of another height.
  useLayoutEffect(() => {
    if (active < 0 && left >= 0) virtualizer.scrollToIndex(left, { align: 'auto' });
  }, [rowHeight]);
  /** Where arrows begin: at the row that was left, if it is in view, or else at the first in view. */
  const start = (step: number): number => {
    const first = Math.ceil((scroller.current?.scrollTop ?? 0) / rowHeight);
    return left >= first && left <= (virtualizer.range?.endIndex ?? -1) ? left + step : first;
  };
  /** On a phone, by the open record, which offers filters itself. */
  const isCovered = () => scroller.current?.closest('[inert]') !== null;
  const [filtered, setFiltered] = useState<string>();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget || event.shiftKey) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? ROW) / rowHeight) - 1);
    const step = { ...STEPS, PageDown: page, PageUp: -page }[event.key];
    if (step !== undefined && records.length > 0) {
      const next = records[Math.max(0, Math.min(records.length - 1, active < 0 ? start(step) : active + step))];
      if (next) on.onMove(next._id);
    } else if (event.key === 'Enter' && records[active]) on.onSelect(records[active]._id, 'keyboard');
    else if (event.key === 'f' && records[active] && !isCovered()) setFiltered(selected);
    else if (event.key === 'Escape') on.onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const filtering = { record: selected === filtered ? records[active] : undefined, end: () => setFiltered(undefined) };
  return {
    id,
    box,
    width,
    scroller,
    isCard,
    isDense,
    rowHeight,
    active,
    virtualizer,
    filtering,
    onKeyDown,
    ...useStable(on),
  };
}

/** Stable, so that unchanged rows are not rendered again while the user scrolls. */
function useStable(on: Pick<ListProps, 'onSelect' | 'onFilter'>) {
  const latest = useRef(on);
  latest.current = on;
  return {
    filter: useCallback<OnFilter>((...given) => latest.current.onFilter(...given), []),
    choose: useCallback((id: string) => latest.current.onSelect(id, 'pointer'), []),
  };
}
