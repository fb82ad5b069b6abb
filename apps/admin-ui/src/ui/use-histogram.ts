import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { coarser } from '../api/timeline';
import type { Timeline } from '../api/statistics-types';
import { LANGUAGES } from '../i18n/translate';
import { usePanel, useWords } from '../panel';
import { ticksFor } from './histogram-ticks';
import { MEDIA } from './breakpoints';
import { useMedia } from './use-media';

const DAY_MS = 86_400_000;
const PHONE_BARS = 40;

export type ShownTimeline = Timeline & { unfinished: boolean };

interface Selection {
  first: number;
  last: number;
}

/** Bars, their places and their texts. @param width of the plot, in pixels */
export function useBars(given: ShownTimeline, width: number) {
  const words = useWords();
  const { clock, translator } = usePanel();
  const phone = useMedia(MEDIA.phone);
  const timeline = useMemo(() => (phone ? coarser(given, PHONE_BARS) : given), [given, phone]);
  const { slots } = timeline;
  const most = Math.max(0, ...slots.map(({ calls }) => calls));
  const step = width / Math.max(1, slots.length);
  const rtl = LANGUAGES[translator.language].direction === 'rtl';
  const isUnfinished = (index: number) => given.unfinished && index === slots.length - 1;
  const describe = (index: number) => {
    const slot = slots[index]!;
    const text = words('histogramBucket', {
      from: clock.minute(slot.from),
      to: clock.minute(slot.to),
      calls: words('calls', { count: slot.calls }),
    });
    const errors = slot.by_class['4xx'] + slot.by_class['5xx'];
    const parts = [text, errors > 0 && words('errors', { count: errors })];
    return [...parts, isUnfinished(index) && words('histogramUnfinished')].filter(Boolean).join(', ');
  };
  const span = slots.length > 0 ? Date.parse(slots.at(-1)!.to) - Date.parse(slots[0]!.from) : 0;
  const tickText = (start: string) =>
    span > 300 * DAY_MS
      ? clock.month(start)
      : span > 3 * DAY_MS
        ? clock.shortDay(start)
        : span > DAY_MS
          ? clock.minute(start)
          : clock.hour(start);
  const ticks = useMemo(() => {
    // Without calls, "all time" has no meaningful start.
    if (most === 0) return [];
    return ticksFor(
      slots.map(({ from }) => tickText(from)),
      width,
    );
  }, [slots, most, width, clock]);
  const left = (index: number) => (rtl ? width - (index + 1) * step : index * step);
  return { timeline, slots, most, step, rtl, left, ticks, describe, isUnfinished };
}

export type Bars = ReturnType<typeof useBars>;

/** A stretch of time, chosen by dragging or by keyboard. */
export function useStretch({ timeline, slots, rtl }: Bars, onSelect: ((from: string, to: string) => void) | undefined) {
  const [selection, setSelection] = useState<Selection>();
  const [active, setActive] = useState<number>();
  const drag = useRef<number>();
  useEffect(() => setSelection(undefined), [timeline]);
  const apply = ({ first, last }: Selection) => {
    const [from, to] = [Math.min(first, last), Math.max(first, last)];
    const last_ms = new Date(slots[to]!.to).getTime() - 1;
    onSelect?.(slots[from]!.from, new Date(last_ms).toISOString());
  };
  const indexAt = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    const share = (event.clientX - left) / width;
    return Math.max(0, Math.min(slots.length - 1, Math.floor((rtl ? 1 - share : share) * slots.length)));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const [forward, back] = rtl ? ['ArrowLeft', 'ArrowRight'] : ['ArrowRight', 'ArrowLeft'];
    const at = active ?? slots.length - 1;
    const to = { [forward]: at + 1, [back]: at - 1, Home: 0, End: slots.length - 1 }[event.key];
    if (to !== undefined) {
      const next = Math.max(0, Math.min(slots.length - 1, active === undefined ? at : to));
      setActive(next);
      setSelection(event.shiftKey ? { first: selection?.first ?? at, last: next } : { first: next, last: next });
    } else if (event.key === 'Enter' && selection) apply(selection);
    else if (event.key === 'Escape' && selection) setSelection(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const isInteractive = onSelect !== undefined && slots.length > 0;
  const leave = () => drag.current === undefined && setActive(undefined);
  return {
    isInteractive,
    active,
    hint: active ?? selection?.last,
    chosen: selection && {
      from: Math.min(selection.first, selection.last),
      to: Math.max(selection.first, selection.last),
    },
    events: {
      onKeyDown: isInteractive ? onKeyDown : undefined,
      onBlur: leave,
      onPointerLeave: leave,
      ...pointing({ isInteractive, drag, indexAt, apply, setActive, setSelection }),
    },
  };
}

interface Pointing {
  isInteractive: boolean;
  drag: { current: number | undefined };
  indexAt(event: PointerEvent): number;
  apply(selection: Selection): void;
  setActive(index: number): void;
  setSelection(selection: Selection | undefined): void;
}

function pointing({ isInteractive, drag, indexAt, apply, setActive, setSelection }: Pointing) {
  return {
    onPointerDown(event: PointerEvent) {
      if (!isInteractive || event.button !== 0) return;
      (event.currentTarget as Element).setPointerCapture(event.pointerId);
      drag.current = indexAt(event);
      setSelection({ first: drag.current, last: drag.current });
    },
    onPointerMove(event: PointerEvent) {
      const index = indexAt(event);
      setActive(index);
      if (drag.current !== undefined) setSelection({ first: drag.current, last: index });
    },
    onPointerUp(event: PointerEvent) {
      if (drag.current === undefined) return;
      const done = { first: drag.current, last: indexAt(event) };
      drag.current = undefined;
      apply(done);
    },
    onPointerCancel() {
      drag.current = undefined;
      setSelection(undefined);
    },
  };
}
