import { usePanel, useWords } from '../panel';
import { useFormats } from './format';
import { useStyle } from './use-style';
import * as styles from './duration.module.css';

/** How long it took, next to what is usual for the route: the tick is the p95, the bar ends at twice of it. */
export function Duration({ seconds, p95 }: { seconds: number | null; p95: number | undefined }) {
  const words = useWords();
  const formats = useFormats();
  usePanel();
  const milliseconds = seconds === null ? null : seconds * 1_000;
  const factor = p95 && milliseconds !== null ? milliseconds / p95 : undefined;
  const bar = useStyle<HTMLSpanElement>({ '--share': `${Math.min(1, (factor ?? 0) / 2) * 100}%` });
  const title =
    factor === undefined
      ? words('noP95')
      : words('ofP95', { factor: formats.factor(factor), p95: formats.duration(p95) });
  const slow = factor !== undefined && factor > 1;
  return (
    <span class={`${styles.duration} ${slow ? styles.slow : ''}`} title={title}>
      <span class={styles.text}>
        {formats.duration(milliseconds)}
        {slow && <span class="visually-hidden"> {words('slow')}</span>}
      </span>
      <span class={`${styles.bar} ${factor === undefined ? styles.unknown : ''}`} ref={bar} aria-hidden="true" />
    </span>
  );
}
