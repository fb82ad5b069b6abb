import type { PagedAnswer } from '../api/answer';
import * as buttons from './button.module.css';
import * as styles from './more.module.css';

export function More({ answer, label }: { answer: PagedAnswer<unknown>; label: string }) {
  if (!answer.hasNextPage) return null;
  return (
    <button
      type="button"
      class={`${buttons.button} ${styles.button}`}
      disabled={answer.isFetchingNextPage}
      onClick={() => void answer.fetchNextPage()}
    >
      {label}
    </button>
  );
}
