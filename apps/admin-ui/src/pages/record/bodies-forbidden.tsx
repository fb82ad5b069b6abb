import { useWords } from '../../panel';
import { Note } from '../../ui/badge';
import { Icon } from '../../ui/icon';

/** Stands where headers and bodies would, for a reader who may not see them. */
export function BodiesForbidden() {
  const words = useWords();
  return (
    <Note kind="info">
      <Icon name="lock" /> {words('bodiesForbidden')}
    </Note>
  );
}
