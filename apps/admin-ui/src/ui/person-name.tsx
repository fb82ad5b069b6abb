import { useName } from '../api/names';
import { safeLink } from '../text/safe-link';
import { Text } from './text';

/** A person by name, with the id next to it; the id alone where the application knows no name. */
export function PersonName({ id }: { id: string }) {
  const name = useName(id);
  if (!name) return <Text value={id} />;
  const { label, detail, url } = name;
  // The API accepts paths of this origin, too.
  const link = url?.startsWith('/') ? url : url && safeLink(url);
  return (
    <span>
      {link ? (
        <a class="link" href={link}>
          <Text value={label} />
        </a>
      ) : (
        <Text value={label} />
      )}{' '}
      <small class="muted">
        <Text value={detail ? `${id} · ${detail}` : id} />
      </small>
    </span>
  );
}
