import { useLayoutEffect, useRef } from 'preact/hooks';
import { useSyncExternalStore } from 'preact/compat';
import { entryKey, subscribePlace } from './use-place';

/** Pixels from the top, for each entry of the browser's history. */
const tops = new Map<string, number>();

/** Browsers refuse hundreds of changes of an entry within seconds. */
const KEEP_AFTER_MS = 200;
let timer: ReturnType<typeof setTimeout> | undefined;

function note(top: number): void {
  const key = entryKey();
  tops.set(key, top);
  // A reload keeps the state of the entry and loses the map.
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (key === entryKey()) history.replaceState({ ...(history.state as object), top }, '');
  }, KEEP_AFTER_MS);
}

const knownTop = (): number => tops.get(entryKey()) ?? (history.state as { top?: number } | null)?.top ?? 0;

/** Whether the present entry was left before, further down than its top. */
export const wasScrolled = (): boolean => knownTop() > 0;

/**
 * Scrolls to where this entry of the history was left, and to the top in a new one.
 * @param subject what is shown; `undefined` until it is answered. Another entry about the same subject keeps the place.
 */
export function useScrollPlace(scrollerOf: () => HTMLElement | null, subject: string | undefined): void {
  const shown = useRef<string | undefined>(undefined);
  const key = useSyncExternalStore(subscribePlace, entryKey);
  useLayoutEffect(() => {
    const scroller = scrollerOf();
    if (scroller && subject !== undefined && subject === shown.current) note(scroller.scrollTop);
  }, [key]);
  useLayoutEffect(() => {
    const scroller = scrollerOf();
    if (!scroller) return undefined;
    const onScroll = () => note(scroller.scrollTop);
    scroller.addEventListener('scroll', onScroll, { passive: true });
    return () => scroller.removeEventListener('scroll', onScroll);
  }, []);
  useLayoutEffect(() => {
    const scroller = scrollerOf();
    if (!scroller || subject === undefined || subject === shown.current) return undefined;
    shown.current = subject;
    return scrollWhenPossible(scroller, knownTop());
  }, [subject]);
}

const BY_HAND = ['wheel', 'touchstart', 'pointerdown', 'keydown'] as const;

/** Content that is still loading makes the scroller higher; the reader's own scrolling ends it. */
function scrollWhenPossible(scroller: HTMLElement, top: number): () => void {
  const observer = new ResizeObserver(() => attempt());
  const stop = () => {
    observer.disconnect();
    for (const kind of BY_HAND) removeEventListener(kind, stop, true);
  };
  const attempt = () => {
    scroller.scrollTop = top;
    if (scroller.scrollTop >= top - 1) stop();
  };
  for (const child of scroller.children) observer.observe(child);
  for (const kind of BY_HAND) addEventListener(kind, stop, { capture: true, passive: true });
  attempt();
  return stop;
}
