import * as styles from './sparkline.module.css';
export function Sparkline({ counts }: { counts: readonly number[] }) {
  const width = 96;
  const height = 24;
  const highest = Math.max(1, ...counts);
  const x = (index: number) => (index / Math.max(1, counts.length - 1)) * (width - 2) + 1;
  const y = (count: number) => height - 2 - (count / highest) * (height - 4);
  const line = counts
    .map((count, index) => `${index === 0 ? 'M' : 'L'}${x(index).toFixed(1)} ${y(count).toFixed(1)}`)
    .join('');
  if (counts.length === 0) return null;
  return (
    <svg class={styles.sparkline} width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
      <path class={styles.area} d={`${line}L${width - 1} ${height - 1}L1 ${height - 1}Z`} />
      <path class={styles.line} d={line} />
    </svg>
  );
}
