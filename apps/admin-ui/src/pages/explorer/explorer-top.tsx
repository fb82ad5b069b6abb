import { lazy, Suspense } from 'preact/compat';
import type { ComponentChildren } from 'preact';
import { asOf } from '../../api/answer';
import { usePanel } from '../../panel';
import { withTime } from '../../query/scan';
import { Histogram } from '../../ui/histogram';
import { Chips } from './chips';
import type { Answers, Question } from './use-explorer';
import * as histogramStyles from '../../ui/histogram.module.css';
import * as styles from './explorer.module.css';

const PinnedViews = lazy(() => import('../../views/pinned-views'));

/** Above the records: the tools, pinned views, the conditions, and requests over time. */
export function ExplorerTop({
  question: { query, asked, setQuery },
  answers: { timeline },
  height,
  children,
}: {
  question: Question;
  answers: Answers;
  /** Height of the bars, in pixels. */
  height: number;
  children: ComponentChildren;
}) {
  const { pinned } = usePanel().preferences;
  return (
    <div class={styles.top}>
      {children}
      {pinned.length > 0 && (
        <Suspense fallback={null}>
          <PinnedViews />
        </Suspense>
      )}
      <Chips query={query} onChange={setQuery} />
      {timeline.data ? (
        <Histogram
          timeline={timeline.data}
          asOf={asOf(timeline)}
          height={height}
          asked={asked}
          onSelect={(from, to) => setQuery(withTime(asked, `from:${from} to:${to}`))}
        />
      ) : timeline.error ? null : (
        <div class={`${histogramStyles.histogram} ${histogramStyles.loading}`} />
      )}
    </div>
  );
}
