import type { Activity } from '../../api/record-types';
import { useWords } from '../../panel';
import { CopyButton } from '../../ui/copy-button';
import { Text } from '../../ui/text';
import * as styles from './raw.module.css';

/** More than that no page shows without stuttering; copying gives all of it. */
const RAW_LIMIT = 200_000;

export function Raw({ record }: { record: Activity }) {
  const words = useWords();
  const text = JSON.stringify(record, null, 2);
  return (
    <div class={styles.raw}>
      <CopyButton wide label={words('copyJson')} text={() => text} />
      <pre dir="ltr" tabIndex={0}>
        {text
          .slice(0, RAW_LIMIT)
          .split('\n')
          .map((line) => (
            <>
              <Text value={line} />
              {'\n'}
            </>
          ))}
        {text.length > RAW_LIMIT && '…'}
      </pre>
    </div>
  );
}
