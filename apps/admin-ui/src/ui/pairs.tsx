import type { ComponentChildren } from 'preact';

export function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class="panel">
      <h2>{title}</h2>
      {children}
    </section>
  );
}

/** Label, value, and whether that is bad. */
export type Pair = readonly [string, ComponentChildren, boolean?];

export function Pairs({ pairs }: { pairs: readonly Pair[] }) {
  return (
    <dl class="pairs pairs-figures">
      {pairs.map(([label, value, bad]) => (
        <div key={label} class={bad ? 'pair-bad' : ''}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
