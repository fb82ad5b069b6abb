import { asOf } from '../api/answer';
import { ApiError } from '../api/client';
import { useFacets } from '../api/questions';
import { go, placeTo, useParams } from '../location/use-place';
import { Chips } from '../pages/explorer/chips';
import { FacetList } from '../pages/explorer/facets';
import { QueryBox } from '../pages/explorer/query-box';
import { useWords } from '../panel';
import { DEFAULT_QUERY } from '../query/default-query';
import { scan, splitTime, withTime } from '../query/scan';
import * as styles from './page-filters.module.css';

/**
 * The query that filters a page of figures: to read, to change, to remove condition by condition.
 * @param asked conditions of the page itself; words, by which no figures are counted, lead to its records
 */
export function PageFilters({ error, asked = '' }: { error: Error | null; asked?: string }) {
  const [params, change] = useParams();
  const translate = useWords();
  const query = params['q'] ?? DEFAULT_QUERY;
  const { words, time } = splitTime(query);
  const facets = useFacets(withTime(withTime(asked, words), time));
  const setQuery = (next: string) => {
    const parts = splitTime(next);
    const q = withTime(parts.words, parts.time || time);
    if (asked !== '' && scan(q).some(({ field }) => field === 'text')) {
      go(placeTo('/', { q: withTime(asked, q) }));
      return;
    }
    change({ q: q === DEFAULT_QUERY ? null : q });
  };
  return (
    <div class={styles.filters}>
      <QueryBox
        value={words}
        facets={facets.data ?? {}}
        problem={error instanceof ApiError ? error.query : undefined}
        onSubmit={setQuery}
      />
      <Chips query={query} onChange={setQuery} />
      {facets.data && (
        <details class={styles.more}>
          <summary>{translate('facets')}</summary>
          <FacetList facets={facets.data} asOf={asOf(facets)} query={query} onChange={setQuery} />
        </details>
      )}
    </div>
  );
}
