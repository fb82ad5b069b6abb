import type { ComponentChildren } from 'preact';
import * as panels from './panel.module.css';
import * as styles from './pairs.module.css';

export function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class={panels.panel}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Label, value, and whether that is bad. */
export type Pair = readonly [string, ComponentChildren, boolean?];

export function Pairs({ pairs }: { pairs: readonly Pair[] }) {
  return (
    <dl class={`${styles.pairs} ${styles.figures}`}>
      {pairs.map(([label, value, bad]) => (
        <div key={label} class={bad ? styles.bad : ''}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
