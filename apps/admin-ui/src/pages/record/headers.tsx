import type { Activity } from '../../api/record-types';
import { useWords } from '../../panel';
import { JsonTree } from '../../ui/json-tree';
import * as styles from './headers.module.css';

export function Headers({ record, onSearch }: { record: Activity; onSearch(text: string): void }) {
  const words = useWords();
  const some = (headers: unknown) => typeof headers === 'object' && headers !== null && Object.keys(headers).length > 0;
  return (
    <div class={styles.headers}>
      <h3>{words('requestHeaders')}</h3>
      {some(record.headers) ? (
        <JsonTree value={record.headers} label={words('requestHeaders')} root={['headers']} onSearch={onSearch} />
      ) : (
        <p class="muted">{words('none')}</p>
      )}
      <h3>{words('responseHeaders')}</h3>
      {some(record.response_headers) ? (
        <JsonTree
          value={record.response_headers}
          label={words('responseHeaders')}
          root={['response_headers']}
          onSearch={onSearch}
        />
      ) : (
        <p class="muted">{words('noResponseHeaders')}</p>
      )}
    </div>
  );
}
