import { formatPlace, step } from '../location/place';
import { useWords } from '../panel';
import { Text } from './text';

export const personPlace = (id: string | number): string => formatPlace({ path: `/people/${step(id)}`, params: {} });

export function PersonLink({ id, tabIndex }: { id: string | number | null | undefined; tabIndex?: number }) {
  const words = useWords();
  if (id === null || id === undefined) return <span class="muted">{words('anonymous')}</span>;
  return (
    <a class="link" dir="auto" href={personPlace(id)} tabIndex={tabIndex} onClick={(event) => event.stopPropagation()}>
      <Text value={String(id)} />
    </a>
  );
}
