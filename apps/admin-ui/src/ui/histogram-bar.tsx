import type { ByClass, Slot } from '../api/statistics-types';
import * as styles from './bar.module.css';

/** From the bottom up: what is well, then what is not. */
const CLASSES = ['2xx', '3xx', '1xx', 'none', '4xx', '5xx'] as const satisfies readonly (keyof ByClass)[];
/** Above the highest bar, for what it counts. */
const LABEL = 15;
const MIN_BAR = 2;

export function HistogramBar({
  id,
  slot,
  x,
  width,
  plot,
  highest,
  active,
  unfinished,
  label,
  selected,
}: {
  id: string;
  slot: Slot;
  x: number;
  width: number;
  plot: number;
  highest: number;
  active: boolean;
  unfinished: boolean;
  label: string | undefined;
  selected: boolean;
}) {
  const gap = width > 6 ? 2 : width > 3 ? 1 : 0;
  const barWidth = Math.max(1, width - gap);
  let top = plot;
  const room = plot - LABEL;
  return (
    <g
      id={id}
      class={`${styles.bar} ${active ? styles.active : ''} ${unfinished ? styles.unfinished : ''}`}
      role={label ? 'option' : undefined}
      aria-label={label}
      aria-selected={label ? selected : undefined}
    >
      <rect class={styles.hit} x={x} y={0} width={width} height={plot} />
      {CLASSES.map((name) => {
        const count = slot.by_class[name];
        if (count === 0) return null;
        // What is rare must still be seen.
        const size = Math.max(MIN_BAR, (count / highest) * room);
        top -= size;
        return (
          <rect
            key={name}
            data-class={name}
            x={x + gap / 2}
            y={top}
            width={barWidth}
            height={size}
            rx={width > 8 ? 1.5 : 0}
          />
        );
      })}
    </g>
  );
}
