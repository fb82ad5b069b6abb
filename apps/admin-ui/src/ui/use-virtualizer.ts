import {
  defaultRangeExtractor,
  elementScroll,
  observeElementOffset,
  observeElementRect,
  type Range,
  Virtualizer,
} from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

interface VirtualRows {
  count: number;
  rowHeight: number;
  scroller(): HTMLElement | null;
  keyOf(index: number): string | number;
  /** A row that exists wherever one has scrolled to, such as the one that `aria-activedescendant` names; -1 for none. */
  kept: number;
  /** Pixels above the rows that stay while they scroll. */
  above(): number;
}

/** Rows of one height, of which only those in view exist. */
export function useVirtualizer({
  count,
  rowHeight,
  scroller,
  keyOf,
  kept,
  above,
}: VirtualRows): Virtualizer<HTMLElement, Element> {
  const [, redraw] = useReducer<number, void>((times) => times + 1, 0);
  const options = {
    count,
    getScrollElement: scroller,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: 8,
    scrollPaddingEnd: above(),
    rangeExtractor: (range: Range) => {
      const indexes = defaultRangeExtractor(range);
      if (kept < 0 || kept >= range.count || indexes.includes(kept)) return indexes;
      return [...indexes, kept].sort((one, other) => one - other);
    },
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => redraw(),
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLElement, Element>(options));
  virtualizer.setOptions(options);
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  useLayoutEffect(() => virtualizer.measure(), [rowHeight]);
  return virtualizer;
}
