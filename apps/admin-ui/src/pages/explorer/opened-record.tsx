import { lazy, Suspense } from 'preact/compat';
import { useEffect } from 'preact/hooks';
import { Skeleton } from '../../ui/states';
import { loadWhenIdle } from '../../ui/when-idle';
import type { Question } from './use-explorer';
import type { Selection } from './use-selection';
import * as styles from '../record/drawer.module.css';

const loadDrawer = () => import('../record/record-drawer');
const RecordDrawer = lazy(loadDrawer);
const Comparison = lazy(() => import('../record/comparison'));

interface Props {
  question: Question;
  selection: Selection;
}

/** Next to the list. */
export function OpenedRecord({ question: { params, change, query, setQuery }, selection }: Props) {
  const { selected, comparing, close, hrefOf, previous, next } = selection;
  useEffect(() => loadWhenIdle(loadDrawer), []);
  if (!selected || comparing) return null;
  return (
    <Suspense
      fallback={
        <aside class={styles.drawer}>
          <Skeleton />
        </aside>
      }
    >
      <RecordDrawer
        id={selected}
        query={query}
        tab={params['tab'] ?? 'overview'}
        onTab={(tab) => change({ tab: tab === 'overview' ? null : tab }, { replace: true })}
        onQuery={setQuery}
        onClose={close}
        onCompare={() => change({ compare: selected, record: null })}
        hrefOf={hrefOf}
        onPrevious={previous}
        onNext={next}
      />
    </Suspense>
  );
}

export function ComparedRecords({ question: { change }, selection: { selected, compare, comparing } }: Props) {
  if (!comparing) return null;
  return (
    <Suspense fallback={null}>
      <Comparison
        first={compare!}
        second={selected!}
        onSwap={() => change({ compare: selected, record: compare })}
        onClose={() => change({ compare: null })}
      />
    </Suspense>
  );
}
