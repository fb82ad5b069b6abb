import { useState } from 'preact/hooks';
import { useWords } from '../../panel';
import { type Key, pathText } from '../../text/json-path';
import { visible } from '../../text/visible';
import type { Difference } from '../../text/difference-tree';
import { markerOf } from '../../text/marker';
import { Icon } from '../../ui/icon';
import { Leaf } from '../../ui/json-leaf';
import { ShowMore } from '../../ui/show-more';
import { Text } from '../../ui/text';
import { useStyle } from '../../ui/use-style';
import * as buttons from '../../ui/button.module.css';
import * as jsonStyles from '../../ui/json.module.css';
import * as styles from './difference.module.css';

/** Rows of one level that are shown at once; more on demand. */
const PAGE = 100;
const LONG = 1_000;

export function DifferenceRows({
  differences,
  path = [],
}: {
  differences: readonly Difference[];
  path?: readonly Key[];
}) {
  const words = useWords();
  const [limit, setLimit] = useState(PAGE);
  return (
    <>
      {differences.slice(0, limit).map((difference) => (
        <Rows key={difference.key} difference={difference} path={[...path, difference.key]} />
      ))}
      {differences.length > limit && (
        <tr>
          <td colSpan={3}>
            <button
              type="button"
              class={`${buttons.button} ${buttons.quiet} ${buttons.small}`}
              onClick={() => setLimit(limit + PAGE)}
            >
              {words('more', { count: differences.length - limit })}
            </button>
          </td>
        </tr>
      )}
    </>
  );
}

function Rows({ difference, path }: { difference: Difference; path: readonly Key[] }) {
  const words = useWords();
  const { key, kind, before, after, children } = difference;
  const [open, setOpen] = useState(true);
  const indent = useStyle<HTMLSpanElement>({ '--depth': String(path.length - 1) });
  const isBranch = children.length > 0;
  const name = <Text value={typeof key === 'number' ? `[${key}]` : key} />;
  return (
    <>
      <tr data-kind={isBranch ? 'within' : kind}>
        <th scope="row" dir="ltr">
          <span class={styles.key} ref={indent}>
            {isBranch ? (
              <button type="button" class={jsonStyles.toggle} aria-expanded={open} onClick={() => setOpen(!open)}>
                <Icon name={open ? 'down' : 'right'} size={12} /> {name}
              </button>
            ) : (
              <>
                <span aria-hidden="true">{name}</span>
                <span class="visually-hidden">{visible(pathText(path))}</span>
              </>
            )}
            {kind !== 'within' && <span class={styles.kind}>{words(kind)}</span>}
          </span>
        </th>
        <td>{!isBranch && kind !== 'added' && <Value value={before} other={after} />}</td>
        <td>{!isBranch && kind !== 'removed' && <Value value={after} other={before} />}</td>
      </tr>
      {isBranch && open && <DifferenceRows differences={children} path={path} />}
    </>
  );
}

/** A text as it reads; in quotes only where the other one is no text, such as "7" and 7. */
function Value({ value, other }: { value: unknown; other: unknown }) {
  const [all, setAll] = useState(false);
  const isText = typeof value === 'string';
  if (isText && markerOf(value)) return <Leaf value={value} highlight="" />;
  const isMixed = isText && other !== undefined && other !== null && typeof other !== 'string';
  const text = isText && !isMixed ? value : (JSON.stringify(value, null, 1) ?? 'undefined');
  const shown = all ? text : text.slice(0, LONG);
  return (
    <span class={styles.value} dir={isText ? 'auto' : 'ltr'}>
      {shown.split(/\r?\n/).map((line, index) => (
        <span class={styles.line} key={index}>
          <Text value={line} />
        </span>
      ))}
      {text.length > shown.length && <ShowMore onClick={() => setAll(true)} />}
    </span>
  );
}
