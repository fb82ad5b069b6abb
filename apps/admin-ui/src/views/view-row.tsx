import { useState } from 'preact/hooks';
import type { SavedView } from '../api/view-types';
import { useWords } from '../panel';
import { visible } from '../text/visible';
import { PersonName } from '../ui/person-name';
import { announce } from '../ui/toast';
import { linkTo } from './address';
import { useViewChanges } from './use-views';
import { IconButton } from '../ui/icon-button';
import * as styles from './views.module.css';

export function ViewRow({ view, onFollow }: { view: SavedView; onFollow(): void }) {
  const words = useWords();
  const { isPinned, pin } = useViewChanges();
  const name = visible(view.name);
  const pinned = isPinned(view.id);
  return (
    <li class={styles.row}>
      <a class={styles.link} href={linkTo(view.address)} onClick={onFollow}>
        <bdi>{name}</bdi>
        {view.own ? (
          view.shared && <small class="muted">{words('viewIsShared')}</small>
        ) : (
          <small class="muted">
            <PersonName id={String(view.owner_id)} />
          </small>
        )}
      </a>
      <IconButton
        icon="pin"
        label={words('viewPin', { name })}
        aria-pressed={pinned}
        onClick={() => pin(view.id, !pinned)}
      />
      {view.own && <Delete view={view} name={name} />}
    </li>
  );
}

function Delete({ view, name }: { view: SavedView; name: string }) {
  const words = useWords();
  const { remove, pin } = useViewChanges();
  const [isGoing, setGoing] = useState(false);
  const deleteIt = async () => {
    setGoing(true);
    try {
      await remove(view.id);
      pin(view.id, false);
    } catch (error) {
      announce((error as Error).message);
      setGoing(false);
    }
  };
  return (
    <IconButton icon="trash" label={words('viewDelete', { name })} disabled={isGoing} onClick={() => void deleteIt()} />
  );
}
