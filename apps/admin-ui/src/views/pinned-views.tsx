import { usePanel, useWords } from '../panel';
import { visible } from '../text/visible';
import { Icon } from '../ui/icon';
import { linkTo } from './address';
import { useViews } from './use-views';
import * as styles from './views.module.css';

/** Links above the list; a pinned view that was deleted shows none. */
export default function PinnedViews() {
  const words = useWords();
  const { pinned } = usePanel().preferences;
  const { data } = useViews();
  const views = pinned.flatMap((id) => data?.views.find((view) => view.id === id) ?? []);
  if (views.length === 0) return null;
  return (
    <nav class={styles.pinned} aria-label={words('viewsPinned')}>
      {views.map(({ id, name, address }) => (
        <a key={id} class={styles.pin} href={linkTo(address)}>
          <Icon name="bookmark" size={13} />
          <bdi>{visible(name)}</bdi>
        </a>
      ))}
    </nav>
  );
}
