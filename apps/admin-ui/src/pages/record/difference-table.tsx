import type { ComponentChildren } from 'preact';
import { useWords } from '../../panel';
import * as styles from './difference.module.css';

/** @param children rows: a path, its value before, its value after */
export function DifferenceTable({
  before,
  after,
  children,
}: {
  before: string;
  after: string;
  children: ComponentChildren;
}) {
  const words = useWords();
  return (
    <table class={styles.difference}>
      <thead class="visually-hidden">
        <tr>
          <th>{words('copyPath')}</th>
          <th>{before}</th>
          <th>{after}</th>
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
