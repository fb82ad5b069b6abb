import { useId } from 'preact/hooks';
import type { AsOf } from '../api/answer';
import { useWords } from '../panel';
import { Icon } from './icon';
import { useFormats } from './format';
import { HistogramBar } from './histogram-bar';
import { LaterNote } from './later';
import { type Bars, type ShownTimeline, useBars, useStretch } from './use-histogram';
import { useWidth } from './use-width';
import * as notes from './note.module.css';
import * as styles from './histogram.module.css';
import * as answers from './shown.module.css';

const AXIS = 18;

interface HistogramProps {
  timeline: ShownTimeline;
  asOf: AsOf;
  height?: number;
  /** Conditions of these calls, without their time. */
  asked: string;
  onSelect?: (from: string, to: string) => void;
}

/** Calls over time, stacked by status class. A stretch of it can be chosen by dragging or by keyboard. */
export function Histogram({ timeline, asOf, height = 84, asked, onSelect }: HistogramProps) {
  const words = useWords();
  const id = useId();
  const [box, width] = useWidth();
  const bars = useBars(timeline, width);
  const stretch = useStretch(bars, onSelect);
  const { isInteractive, active, hint } = stretch;
  return (
    <figure class={`${styles.histogram} ${answers.answer}`} ref={box} {...asOf} aria-label={words('histogram')}>
      <div
        class={styles.plot}
        role={isInteractive ? 'listbox' : 'img'}
        aria-label={words('histogram')}
        aria-multiselectable={isInteractive ? true : undefined}
        aria-describedby={isInteractive ? `${id}-hint` : undefined}
        aria-activedescendant={isInteractive && active !== undefined ? `${id}-${active}` : undefined}
        aria-orientation={isInteractive ? 'horizontal' : undefined}
        tabIndex={isInteractive ? 0 : undefined}
        {...stretch.events}
      >
        <Plot id={id} width={width} height={height} bars={bars} stretch={stretch} />
      </div>
      <Most most={bars.most} isWhole={bars.timeline.missing.length === 0} />
      {hint !== undefined && bars.slots[hint] && (
        <span class={styles.hint} aria-hidden="true">
          {bars.describe(hint)}
        </span>
      )}
      {isInteractive && (
        <span class="visually-hidden" id={`${id}-hint`}>
          {words('histogramHint')}
        </span>
      )}
      {(bars.timeline.missing.length > 0 || bars.timeline.later === null) && (
        <p class={`${notes.note} ${notes.warning}`}>
          <Icon name="clock" /> {words('histogramMissing')}
        </p>
      )}
      <LaterNote later={bars.timeline.later} asked={asked} />
    </figure>
  );
}

function Most({ most, isWhole }: { most: number; isWhole: boolean }) {
  const words = useWords();
  const formats = useFormats();
  if (most === 0) return isWhole && <p class={styles.none}>{words('noRoutesTitle')}</p>;
  return (
    <span class={styles.top} aria-hidden="true">
      {words('histogramTop', { calls: formats.compact(most) })}
    </span>
  );
}

interface PlotProps {
  id: string;
  width: number;
  height: number;
  bars: Bars;
  stretch: ReturnType<typeof useStretch>;
}

function Plot({ id, width, height, bars, stretch }: PlotProps) {
  const { slots, most, step, rtl, left, ticks, describe, isUnfinished } = bars;
  const { isInteractive, active, chosen } = stretch;
  const plot = height - AXIS;
  return (
    <svg width={width} height={height} aria-hidden={isInteractive ? undefined : true}>
      <line class={styles.base} x1={0} x2={width} y1={plot + 0.5} y2={plot + 0.5} />
      {chosen && (
        <rect
          class={styles.selection}
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
          unfinished={isUnfinished(index)}
          label={isInteractive ? describe(index) : undefined}
          selected={chosen !== undefined && index >= chosen.from && index <= chosen.to}
        />
      ))}
      {ticks.map(({ index, text }) => (
        <text class={styles.tick} key={index} x={left(index) + (rtl ? step : 0)} y={height - 4} aria-hidden="true">
          {text}
        </text>
      ))}
    </svg>
  );
}
