import type { ComponentChildren } from 'preact';
import { useStyle } from './use-style';
import * as styles from './share.module.css';

export function ShareBar({
  share,
  children,
  tone = 'accent',
}: {
  share: number;
  children: ComponentChildren;
  tone?: string;
}) {
  const ref = useStyle<HTMLSpanElement>({ '--share': `${Math.max(0, Math.min(1, share)) * 100}%` });
  return (
    <span class={styles.share} data-tone={tone} ref={ref}>
      {children}
    </span>
  );
}
