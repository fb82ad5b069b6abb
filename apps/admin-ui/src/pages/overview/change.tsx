import type { ComponentChildren } from 'preact';
import { useWords } from '../../panel';
import { useFormats } from '../../ui/format';
import { Icon } from '../../ui/icon';
import * as styles from './change.module.css';

/** @param tone whether an increase is bad; without it, neither direction is */
export function Change({ now, before, tone }: { now: number; before: number; tone?: boolean }): ComponentChildren {
  const words = useWords();
  const formats = useFormats();
  if (before === 0) return null;
  const change = now / before - 1;
  if (Math.abs(change) < 0.005) return <span class={styles.change}>{words('changeNone')}</span>;
  return <Direction up={change > 0} text={formats.percent(Math.abs(change))} tone={tone ?? false} />;
}

/** Shares change by percentage points: from 1 % to 2 % is one point, not 100 %. */
export function ChangeOfShare({ now, before }: { now: number; before: number }): ComponentChildren {
  const words = useWords();
  const points = Math.round((now - before) * 1_000) / 10;
  if (points === 0) return <span class={styles.change}>{words('changeNone')}</span>;
  return <Direction up={points > 0} text={words('points', { count: Math.abs(points) })} tone />;
}

function Direction({ up, text, tone }: { up: boolean; text: string; tone: boolean }) {
  const words = useWords();
  const kind = tone ? (up ? styles.bad : styles.good) : '';
  return (
    <span
      class={`${styles.change} ${kind}`}
      aria-label={words(up ? 'changeUp' : 'changeDown', { change: text })}
      role="img"
    >
      <Icon name={up ? 'up' : 'down'} size={12} />
      {text}
    </span>
  );
}
