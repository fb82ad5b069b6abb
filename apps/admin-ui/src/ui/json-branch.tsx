import { useEffect, useRef, useState } from 'preact/hooks';
import { useWords } from '../panel';
import { type Key, pathText } from '../text/json-path';
import { idOf, isBranch, type Search } from '../text/json-search';
import { markerOf } from '../text/marker';
import { visible } from '../text/visible';
import { CopyButton } from './copy-button';
import { Icon } from './icon';
import { Highlighted, Leaf } from './json-leaf';
import { IconButton } from './icon-button';
import * as buttons from './button.module.css';
import * as styles from './json.module.css';

const OPEN_DEPTH = 3;
/** Entries shown at once; more on demand. */
const PAGE = 100;

interface NodeProps {
  path: readonly Key[];
  root: readonly Key[];
  depth: number;
  open: boolean | undefined;
  search: Search;
  onSearch: ((text: string) => void) | undefined;
}

/** The entries of an object or a list; each may be one again. */
export function Branch({ value, path, root, depth, open, search, onSearch }: NodeProps & { value: object }) {
  const words = useWords();
  const list = Array.isArray(value);
  const entries: [Key, unknown][] = list ? value.map((item, index) => [index, item]) : Object.entries(value);
  const [limit, setLimit] = useState(PAGE);
  const shown = entries.slice(0, limit);
  if (entries.length === 0) return <span class={styles.empty}>{list ? '[ ]' : '{ }'}</span>;
  return (
    <ul class={styles.list}>
      {shown.map(([key, item]) => (
        <Node
          key={key}
          name={key}
          value={item}
          path={[...path, key]}
          root={root}
          depth={depth + 1}
          open={open}
          search={search}
          onSearch={onSearch}
        />
      ))}
      {entries.length > limit && (
        <li>
          <button
            type="button"
            class={`${buttons.button} ${buttons.quiet} ${buttons.small}`}
            onClick={() => setLimit(limit + PAGE)}
          >
            {words('more', { count: entries.length - limit })}
          </button>
        </li>
      )}
    </ul>
  );
}

function Node({ name, value, path, root, depth, open, search, onSearch }: NodeProps & { name: Key; value: unknown }) {
  const words = useWords();
  const id = idOf(path);
  const [own, setOwn] = useState(open ?? depth < OPEN_DEPTH);
  const expanded = own || search.ancestors.has(id);
  const current = search.current === id;
  const ref = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (current) ref.current?.scrollIntoView({ block: 'nearest' });
  }, [current]);
  const branch = isBranch(value);
  const kind = typeof name === 'number' ? styles.index : styles.key;
  const searchable = searchableText(value);
  const size = branch ? Object.keys(value).length : 0;
  const label = <Highlighted text={String(name)} needle={search.needle} />;
  return (
    <li ref={ref} class={current ? styles.current : undefined}>
      <div class={styles.line}>
        {branch && size > 0 ? (
          <button type="button" class={styles.toggle} aria-expanded={expanded} onClick={() => setOwn(!expanded)}>
            <Icon name={expanded ? 'down' : 'right'} size={12} />
            <span class={kind}>{label}</span>
            {!expanded && (
              <span class={styles.summary}>
                {Array.isArray(value)
                  ? `[ ${words('items', { count: size })} ]`
                  : `{ ${words('keys', { count: size })} }`}
              </span>
            )}
          </button>
        ) : (
          <>
            <span class={`${styles.name} ${kind}`}>{label}</span>
            {branch ? (
              <span class={styles.empty}>{Array.isArray(value) ? '[ ]' : '{ }'}</span>
            ) : (
              <Leaf value={value} highlight={search.needle} />
            )}
          </>
        )}
        <span class={styles.actions}>
          <CopyButton
            icon="link"
            label={`${words('copyPath')}: ${visible(pathText([...root, ...path]))}`}
            text={() => pathText([...root, ...path])}
          />
          <CopyButton
            label={`${words('copyValue')}: ${visible(String(name))}`}
            text={() => (typeof value === 'string' ? value : JSON.stringify(value, null, 2))}
          />
          {onSearch && searchable !== undefined && (
            <IconButton
              icon="search"
              label={`${words('searchText')}: ${visible(searchable)}`}
              title={words('searchText')}
              onClick={() => onSearch(searchable)}
            />
          )}
        </span>
      </div>
      {branch && expanded && size > 0 && (
        <Branch value={value} path={path} root={root} depth={depth} open={open} search={search} onSearch={onSearch} />
      )}
    </li>
  );
}

/** Longer texts are found by a part of them. */
const SEARCHABLE = 200;

function searchableText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '' || value.length > SEARCHABLE || markerOf(value)) return undefined;
  return value;
}
