import { useName } from '../api/names';
import { type Patch, step } from '../location/place';
import { useKeptTime } from '../location/use-kept-time';
import { placeTo } from '../location/use-place';
import { useWords } from '../panel';
import { visible } from '../text/visible';
import { Link } from './link';
import { Text } from './text';

export const personPlace = (id: string | number, time: Patch): string => placeTo(`/people/${step(id)}`, time);

/** @param withId shows the id next to a name: people choose names, and two may have the same */
export function PersonLink({
  id,
  tabIndex,
  withId = false,
}: {
  id: string | number | null | undefined;
  tabIndex?: number;
  withId?: boolean;
}) {
  const words = useWords();
  const name = useName(id);
  const time = useKeptTime();
  if (id === null || id === undefined) return <span class="muted">{words('anonymous')}</span>;
  const title = name && visible([id, name.detail].filter(Boolean).join(' · '));
  const link = (
    <Link dir="auto" title={title} href={personPlace(id, time)} tabIndex={tabIndex}>
      <Text value={name?.label ?? String(id)} />
    </Link>
  );
  if (!withId || !name) return link;
  return (
    <>
      {link}{' '}
      <small class="muted">
        <Text value={String(id)} />
      </small>
    </>
  );
}
