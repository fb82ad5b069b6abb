import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { useWords } from '../panel';
import { type Key, pathText } from '../text/json-path';
import { idOf, isBranch, search, type Search } from '../text/json-search';
import { markerOf } from '../text/marker';
import { safeLink } from '../text/safe-link';
import { visible } from '../text/visible';
import { CopyButton } from './copy-button';
import { useFormats } from './format';
import { Icon } from './icon';
import { Text } from './text';

/** Levels that are open at first. */
const OPEN_DEPTH = 3;
/** Entries shown at once; more on demand. */
const PAGE = 100;
const LONG_TEXT = 600;

export interface JsonTreeProps {
  value: unknown;
  label: string;
  /** Begins the paths that are copied. */
  root?: readonly Key[];
  onSearch?: ((text: string) => void) | undefined;
}

/** A JSON value to look into: opens, closes, is searched, copied by path and by value. */
export function JsonTree({ value, label, root = [], onSearch }: JsonTreeProps) {
  const words = useWords();
  const [needle, setNeedle] = useState('');
  const [at, setAt] = useState(0);
  /** All open, all closed, or as it was; its number tells the nodes to begin anew. */
  const [mode, setMode] = useState<{ open: boolean | undefined; turn: number }>({ open: undefined, turn: 0 });
  const found = useMemo(() => search(value, needle), [value, needle]);
  const state: Search = { ...found, needle, current: found.matches[at % Math.max(1, found.matches.length)] };
  const id = useId();

  if (!isBranch(value)) {
    return (
      <div class="json">
        <Leaf value={value} path={root} onSearch={onSearch} highlight="" />
      </div>
    );
  }
  return (
    <div class="json">
      <div class="json-tools">
        <label class="json-search">
          <Icon name="search" size={14} />
          <input
            class="input input-small"
            type="search"
            aria-label={`${words('searchInTree')}: ${label}`}
            placeholder={words('searchInTree')}
            value={needle}
            onInput={(event) => {
              setNeedle(event.currentTarget.value);
              setAt(0);
            }}
            onKeyDown={(event) => {
              event.stopPropagation();
              if (event.key === 'Enter' && found.matches.length > 0) setAt((at + 1) % found.matches.length);
            }}
          />
        </label>
        {needle && (
          <span class="json-matches" role="status">
            {words('matches', { count: found.matches.length })}
            {found.matches.length > 1 && (
              <button
                type="button"
                class="icon-button"
                aria-label={words('nextMatch')}
                onClick={() => setAt((at + 1) % found.matches.length)}
              >
                <Icon name="down" size={14} />
              </button>
            )}
          </span>
        )}
        <button
          type="button"
          class="icon-button"
          title={words('expandAll')}
          aria-label={words('expandAll')}
          onClick={() => setMode({ open: true, turn: mode.turn + 1 })}
        >
          <Icon name="down" size={14} />
        </button>
        <button
          type="button"
          class="icon-button"
          title={words('collapseAll')}
          aria-label={words('collapseAll')}
          onClick={() => setMode({ open: false, turn: mode.turn + 1 })}
        >
          <Icon name="up" size={14} />
        </button>
        <CopyButton label={words('copyJson')} text={() => JSON.stringify(value, null, 2)} />
      </div>
      <div class="json-root" dir="ltr" id={id} key={mode.turn}>
        <Branch value={value} path={[]} root={root} depth={0} open={mode.open} search={state} onSearch={onSearch} />
      </div>
    </div>
  );
}

interface NodeProps {
  path: readonly Key[];
  root: readonly Key[];
  depth: number;
  open: boolean | undefined;
  search: Search;
  onSearch: ((text: string) => void) | undefined;
}

function Branch({ value, path, root, depth, open, search, onSearch }: NodeProps & { value: object }) {
  const words = useWords();
  const list = Array.isArray(value);
  const entries: [Key, unknown][] = list ? value.map((item, index) => [index, item]) : Object.entries(value);
  const [limit, setLimit] = useState(PAGE);
  const shown = entries.slice(0, limit);
  if (entries.length === 0) return <span class="json-empty">{list ? '[ ]' : '{ }'}</span>;
  return (
    <ul class="json-list">
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
          <button type="button" class="button button-quiet button-small" onClick={() => setLimit(limit + PAGE)}>
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
  const searchable = searchableText(value);
  const size = branch ? Object.keys(value).length : 0;
  const label = <Highlighted text={String(name)} needle={search.needle} />;
  return (
    <li ref={ref} class={`json-node${current ? ' json-current' : ''}`}>
      <div class="json-line">
        {branch && size > 0 ? (
          <button type="button" class="json-toggle" aria-expanded={expanded} onClick={() => setOwn(!expanded)}>
            <Icon name={expanded ? 'down' : 'right'} size={12} />
            <span class={typeof name === 'number' ? 'json-index' : 'json-key'}>{label}</span>
            {!expanded && (
              <span class="json-summary">
                {Array.isArray(value)
                  ? `[ ${words('items', { count: size })} ]`
                  : `{ ${words('keys', { count: size })} }`}
              </span>
            )}
          </button>
        ) : (
          <>
            <span class={`json-name ${typeof name === 'number' ? 'json-index' : 'json-key'}`}>{label}</span>
            {branch ? (
              <span class="json-empty">{Array.isArray(value) ? '[ ]' : '{ }'}</span>
            ) : (
              <Leaf value={value} path={path} onSearch={onSearch} highlight={search.needle} />
            )}
          </>
        )}
        <span class="json-actions">
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
            <button
              type="button"
              class="icon-button"
              title={words('searchText')}
              aria-label={`${words('searchText')}: ${visible(searchable)}`}
              onClick={() => onSearch(searchable)}
            >
              <Icon name="search" />
            </button>
          )}
        </span>
      </div>
      {branch && expanded && size > 0 && (
        <Branch value={value} path={path} root={root} depth={depth} open={open} search={search} onSearch={onSearch} />
      )}
    </li>
  );
}

function Leaf({
  value,
  highlight,
}: {
  value: unknown;
  path: readonly Key[];
  highlight: string;
  onSearch: ((text: string) => void) | undefined;
}) {
  const words = useWords();
  const formats = useFormats();
  const [all, setAll] = useState(false);
  if (typeof value !== 'string')
    return (
      <span class={`json-${value === null ? 'null' : typeof value}`}>
        <Highlighted text={String(value)} needle={highlight} />
      </span>
    );
  const marker = markerOf(value);
  if (marker?.kind === 'masked')
    return (
      <Mark icon="lock" hint={words('maskedHint')}>
        {words('masked')}
      </Mark>
    );
  if (marker?.kind === 'truncated')
    return (
      <Mark icon="cut" hint={words('truncatedHint')}>
        {words('truncated')}
        {marker.detail && ` (${visible(marker.detail)})`}
      </Mark>
    );
  if (marker?.kind === 'binary')
    return (
      <Mark icon="copy" hint={words('binaryHint', { size: formats.bytes(marker.bytes) })}>
        {formats.bytes(marker.bytes)}
      </Mark>
    );
  if (marker)
    return (
      <Mark icon="away" hint={words('unreadableHint')}>
        {visible(value)}
      </Mark>
    );
  const link = safeLink(value);
  const text = all || value.length <= LONG_TEXT ? value : value.slice(0, LONG_TEXT);
  return (
    <span class="json-string">
      {link ? (
        <a href={link} target="_blank" rel="noopener noreferrer nofollow" title={words('newWindow')}>
          <Highlighted text={text} needle={highlight} />
        </a>
      ) : (
        <Highlighted text={text} needle={highlight} />
      )}
      {text.length < value.length && (
        <button type="button" class="button button-quiet button-small" onClick={() => setAll(true)}>
          … {words('showMore')}
        </button>
      )}
    </span>
  );
}

/** Longer texts are found by a part of them. */
const SEARCHABLE = 200;

function searchableText(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value);
  if (typeof value !== 'string' || value === '' || value.length > SEARCHABLE || markerOf(value)) return undefined;
  return value;
}

/** Explains what stands in the place of a value: on hover, and to screen readers. */
export function Mark({
  icon,
  hint,
  children,
}: {
  icon: 'lock' | 'cut' | 'copy' | 'away';
  hint: string;
  children: ComponentChildren;
}) {
  return (
    <span class={`mark mark-${icon}`} title={hint}>
      <Icon name={icon} size={12} /> {children}
      <span class="visually-hidden"> {hint}</span>
    </span>
  );
}

function Highlighted({ text, needle }: { text: string; needle: string }) {
  if (!needle) return <Text value={text} />;
  const at = text.toLowerCase().indexOf(needle.toLowerCase());
  if (at < 0) return <Text value={text} />;
  return (
    <>
      <Text value={text.slice(0, at)} />
      <mark>
        <Text value={text.slice(at, at + needle.length)} />
      </mark>
      <Text value={text.slice(at + needle.length)} />
    </>
  );
}
