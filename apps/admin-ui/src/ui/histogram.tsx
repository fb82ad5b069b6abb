import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { AsOf } from '../api/answer';
import { coarser } from '../api/timeline';
import type { Timeline } from '../api/statistics-types';
import { usePanel, useWords } from '../panel';
import { LANGUAGES } from '../i18n/translate';
import { Icon } from './icon';
import { useFormats } from './format';
import { HistogramBar } from './histogram-bar';
import { ticksFor } from './histogram-ticks';
import { useMedia } from './use-media';
import { useWidth } from './use-width';

const AXIS = 18;
const DAY_MS = 86_400_000;
const PHONE_BARS = 40;

interface Selection {
  first: number;
  last: number;
}

/** Calls over time, stacked by status class. A stretch of it can be chosen by dragging or by keyboard. */
export function Histogram({
  timeline: given,
  asOf,
  height = 84,
  onSelect,
}: {
  timeline: Timeline & {
    unfinished: boolean;
  };
  asOf: AsOf;
  height?: number;
  onSelect?: (from: string, to: string) => void;
}) {
  const words = useWords();
  const { clock, translator } = usePanel();
  const formats = useFormats();
  const id = useId();
  const [box, width] = useWidth();
  const [selection, setSelection] = useState<Selection>();
  const [active, setActive] = useState<number>();
  const drag = useRef<number>();
  const phone = useMedia('(max-width: 760px)');
  const timeline = useMemo(() => (phone ? coarser(given, PHONE_BARS) : given), [given, phone]);
  const { unfinished } = given;
  const { slots } = timeline;
  useEffect(() => setSelection(undefined), [timeline]);

  const plot = height - AXIS;
  const most = Math.max(0, ...slots.map(({ calls }) => calls));
  const step = width / Math.max(1, slots.length);
  const rtl = LANGUAGES[translator.language].direction === 'rtl';
  const left = (index: number) => (rtl ? width - (index + 1) * step : index * step);
  const indexAt = (event: PointerEvent) => {
    const { left, width } = (event.currentTarget as Element).getBoundingClientRect();
    const share = (event.clientX - left) / width;
    return Math.max(0, Math.min(slots.length - 1, Math.floor((rtl ? 1 - share : share) * slots.length)));
  };
  const apply = ({ first, last }: Selection) => {
    const [from, to] = [Math.min(first, last), Math.max(first, last)];
    const last_ms = new Date(slots[to]!.to).getTime() - 1;
    onSelect?.(slots[from]!.from, new Date(last_ms).toISOString());
  };
  const describe = (index: number) => {
    const slot = slots[index]!;
    const text = words('histogramBucket', {
      from: clock.minute(slot.from),
      to: clock.minute(slot.to),
      calls: words('calls', { count: slot.calls }),
    });
    const errors = slot.by_class['4xx'] + slot.by_class['5xx'];
    return [
      text,
      errors > 0 && words('errors', { count: errors }),
      unfinished && index === slots.length - 1 && words('histogramUnfinished'),
    ]
      .filter(Boolean)
      .join(', ');
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const forward = rtl ? 'ArrowLeft' : 'ArrowRight';
    const back = rtl ? 'ArrowRight' : 'ArrowLeft';
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
  const interactive = onSelect !== undefined && slots.length > 0;
  const chosen = selection && {
    from: Math.min(selection.first, selection.last),
    to: Math.max(selection.first, selection.last),
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
  const ticks = useMemo(
    () =>
      // Where there was no call at all, "all time" has no beginning that would say anything.
      most === 0
        ? []
        : ticksFor(
            slots.map(({ from }) => tickText(from)),
            width,
          ),
    [slots, most, width, clock],
  );
  const hint = active ?? (selection ? selection.last : undefined);

  return (
    <figure class="histogram" ref={box} {...asOf} aria-label={words('histogram')}>
      <div
        class="histogram-plot"
        role={interactive ? 'listbox' : 'img'}
        aria-label={words('histogram')}
        aria-multiselectable={interactive ? true : undefined}
        aria-describedby={interactive ? `${id}-hint` : undefined}
        aria-activedescendant={interactive && active !== undefined ? `${id}-${active}` : undefined}
        aria-orientation={interactive ? 'horizontal' : undefined}
        tabIndex={interactive ? 0 : undefined}
        onKeyDown={interactive ? onKeyDown : undefined}
        onBlur={() => drag.current === undefined && setActive(undefined)}
        onPointerDown={(event) => {
          if (!interactive || event.button !== 0) return;
          (event.currentTarget as Element).setPointerCapture(event.pointerId);
          drag.current = indexAt(event);
          setSelection({ first: drag.current, last: drag.current });
        }}
        onPointerMove={(event) => {
          const index = indexAt(event);
          setActive(index);
          if (drag.current !== undefined) setSelection({ first: drag.current, last: index });
        }}
        onPointerLeave={() => drag.current === undefined && setActive(undefined)}
        onPointerUp={(event) => {
          if (drag.current === undefined) return;
          const done = { first: drag.current, last: indexAt(event) };
          drag.current = undefined;
          apply(done);
        }}
        onPointerCancel={() => {
          drag.current = undefined;
          setSelection(undefined);
        }}
      >
        <svg width={width} height={height} aria-hidden={interactive ? undefined : true}>
          <line class="histogram-base" x1={0} x2={width} y1={plot + 0.5} y2={plot + 0.5} />
          {chosen && (
            <rect
              class="histogram-selection"
              x={Math.min(left(chosen.from), left(chosen.to))}
              y={0}
              width={(chosen.to - chosen.from + 1) * step}
              height={plot}
            />
          )}
          {slots.map((slot, index) => (
            <HistogramBar
              key={slot.from}
              id={`${id}-${index}`}
              slot={slot}
              x={left(index)}
              width={step}
              plot={plot}
              highest={Math.max(1, most)}
              active={index === active}
              unfinished={unfinished && index === slots.length - 1}
              label={interactive ? describe(index) : undefined}
              selected={chosen !== undefined && index >= chosen.from && index <= chosen.to}
            />
          ))}
          {ticks.map(({ index, text }) => (
            <text
              class="histogram-tick"
              key={index}
              x={left(index) + (rtl ? step : 0)}
              y={height - 4}
              aria-hidden="true"
            >
              {text}
            </text>
          ))}
        </svg>
      </div>
      {most > 0 ? (
        <span class="histogram-top" aria-hidden="true">
          {words('histogramTop', { calls: formats.compact(most) })}
        </span>
      ) : (
        <p class="histogram-none">{words('noRoutesTitle')}</p>
      )}
      {hint !== undefined && slots[hint] && (
        <span class="histogram-hint" aria-hidden="true">
          {describe(hint)}
        </span>
      )}
      {interactive && (
        <span class="visually-hidden" id={`${id}-hint`}>
          {words('histogramHint')}
        </span>
      )}
      {timeline.missing.length > 0 && (
        <p class="note note-warning histogram-missing">
          <Icon name="clock" /> {words('histogramMissing')}
        </p>
      )}
    </figure>
  );
}
