import { useState } from 'preact/hooks';
import { useWords } from '../panel';
import { markerOf } from '../text/marker';
import { safeLink } from '../text/safe-link';
import { visible } from '../text/visible';
import { useFormats } from './format';
import { Hint } from './hint';
import { ShowMore } from './show-more';
import { Text } from './text';
import * as styles from './json.module.css';

const LONG_TEXT = 600;

export function Leaf({ value, highlight }: { value: unknown; highlight: string }) {
  const words = useWords();
  const formats = useFormats();
  const [all, setAll] = useState(false);
  if (typeof value !== 'string')
    return (
      <span class={styles.leaf} data-type={value === null ? 'null' : typeof value}>
        <Highlighted text={String(value)} needle={highlight} />
      </span>
    );
  const marker = markerOf(value);
  if (marker?.kind === 'masked')
    return (
      <Hint icon="lock" hint={words('maskedHint')}>
        {words('masked')}
      </Hint>
    );
  if (marker?.kind === 'truncated')
    return (
      <Hint icon="cut" hint={words('truncatedHint')}>
        {words('truncated')}
        {marker.detail && ` (${visible(marker.detail)})`}
      </Hint>
    );
  if (marker?.kind === 'binary')
    return (
      <Hint icon="copy" hint={words('binaryHint', { size: formats.bytes(marker.bytes) })}>
        {formats.bytes(marker.bytes)}
      </Hint>
    );
  if (marker)
    return (
      <Hint icon="away" hint={words('unreadableHint')}>
        {visible(value)}
      </Hint>
    );
  const link = safeLink(value);
  const text = all || value.length <= LONG_TEXT ? value : value.slice(0, LONG_TEXT);
  return (
    <span class={styles.string}>
      {link ? (
        <a href={link} target="_blank" rel="noopener noreferrer nofollow" title={words('newWindow')}>
          <Highlighted text={text} needle={highlight} />
        </a>
      ) : (
        <Highlighted text={text} needle={highlight} />
      )}
      {text.length < value.length && <ShowMore onClick={() => setAll(true)} />}
    </span>
  );
}

export function Highlighted({ text, needle }: { text: string; needle: string }) {
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
