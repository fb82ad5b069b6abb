import type { Later } from '../api/statistics-types';
import { placeTo } from '../location/use-place';
import { useWords } from '../panel';
import { withTime } from '../query/scan';
import { Icon } from './icon';
import { Link } from './link';
import * as notes from './note.module.css';

const COUNTED = 10_000;

/** Calls dated after now, which the figures lack: a link to them. @param asked conditions of the figures, without their time */
export function LaterNote({ later, asked }: { later: Later | undefined; asked: string }) {
  const words = useWords();
  if (!later || later.calls === 0) return null;
  const href = placeTo('/', { q: withTime(asked, `from:${later.from}`) });
  return (
    <p class={`${notes.note} ${notes.info}`} role="status">
      <Link href={href}>
        <Icon name="clock" />{' '}
        {later.calls > COUNTED ? words('laterMany', { count: COUNTED }) : words('laterCalls', { count: later.calls })}
      </Link>
    </p>
  );
}
