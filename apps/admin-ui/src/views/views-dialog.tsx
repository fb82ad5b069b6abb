import { ApiError } from '../api/client';
import type { SavedView } from '../api/view-types';
import { useWords } from '../panel';
import { Dialog } from '../ui/dialog';
import { Failure, Skeleton } from '../ui/states';
import { RecentList } from './recent-list';
import { SaveView } from './save-view';
import { useViews } from './use-views';
import { ViewRow } from './view-row';
import * as styles from './views.module.css';

/** Lists the reader's own views, shared views and this tab's recent questions. */
export default function ViewsDialog({ onClose }: { onClose(): void }) {
  const words = useWords();
  const answer = useViews();
  const { data, error, refetch } = answer;
  const isKept = !(error instanceof ApiError && error.status === 501);
  return (
    <Dialog title={words('views')} onClose={onClose} size="small">
      <div class={styles.views}>
        {!isKept ? (
          <p class="muted">{words('viewsNotKept')}</p>
        ) : data ? (
          <Saved {...data} onClose={onClose} />
        ) : error ? (
          <Failure error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton rows={3} />
        )}
        <RecentList onFollow={onClose} />
      </div>
    </Dialog>
  );
}

function Saved({ views, complete, onClose }: { views: SavedView[]; complete: boolean; onClose(): void }) {
  const words = useWords();
  const own = views.filter((view) => view.own);
  const shared = views.filter((view) => !view.own);
  return (
    <>
      <SaveView names={own.map(({ name }) => name)} />
      {views.length === 0 && <p class="muted">{words('viewsNone')}</p>}
      <Group title={words('viewsOwn')} views={own} onClose={onClose} />
      <Group title={words('viewsShared')} views={shared} onClose={onClose} />
      {!complete && <p class="muted">{words('viewsIncomplete', { count: views.length })}</p>}
    </>
  );
}

function Group({ title, views, onClose }: { title: string; views: readonly SavedView[]; onClose(): void }) {
  if (views.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ul class={styles.list}>
        {views.map((view) => (
          <ViewRow key={view.id} view={view} onFollow={onClose} />
        ))}
      </ul>
    </section>
  );
}
