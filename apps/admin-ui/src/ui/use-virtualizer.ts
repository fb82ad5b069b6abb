import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from '@tanstack/virtual-core';
import { useLayoutEffect, useReducer, useState } from 'preact/hooks';

interface VirtualRows {
  count: number;
  rowHeight: number;
  scroller(): HTMLElement | null;
  keyOf(index: number): string | number;
}

/** Rows of one height, of which only those in view exist. */
export function useVirtualizer({ count, rowHeight, scroller, keyOf }: VirtualRows): Virtualizer<HTMLElement, Element> {
  const [, redraw] = useReducer<number, void>((times) => times + 1, 0);
  const options = {
    count,
    getScrollElement: scroller,
    estimateSize: () => rowHeight,
    getItemKey: keyOf,
    overscan: 8,
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
