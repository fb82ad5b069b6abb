import type { PagedAnswer } from '../api/answer';

export function More({ answer, label }: { answer: PagedAnswer<unknown>; label: string }) {
  if (!answer.hasNextPage) return null;
  return (
    <button
      type="button"
      class="button more-button"
      disabled={answer.isFetchingNextPage}
      onClick={() => void answer.fetchNextPage()}
    >
      {label}
    </button>
  );
}
