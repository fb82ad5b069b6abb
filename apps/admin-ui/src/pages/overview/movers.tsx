import type { Overview } from '../../api/statistics-types';
import { formatPlace } from '../../location/place';
import { useWords } from '../../panel';
import { condition, withTime } from '../../query/scan';
import { useFormats } from '../../ui/format';
import { HandlerName } from '../../ui/handler-name';
import { Icon } from '../../ui/icon';
import { Link } from '../../ui/link';
import { ShareBar } from '../../ui/share-bar';
import { Change } from './change';
import * as panels from '../../ui/panel.module.css';
import * as shares from '../../ui/share.module.css';
import * as styles from './overview.module.css';

/** Routes whose calls changed most. */
export function Movers({ movers, query }: Pick<Overview, 'movers'> & { query: string }) {
  const words = useWords();
  const formats = useFormats();
  const highest = Math.max(1, ...movers.map(({ calls, calls_before: before }) => Math.abs(calls - before)));
  return (
    <section class={panels.panel}>
      <h2>{words('movers')}</h2>
      <p class={`muted ${panels.note}`}>{words('moversHint')}</p>
      {movers.length === 0 ? (
        <p>{words('noMovers')}</p>
      ) : (
        <ul class={`${shares.list} ${styles.movers}`}>
          {movers.map(({ namespace, url_name, method, calls, calls_before: before }) => {
            const more = calls >= before;
            const handler = namespace === null ? url_name : `${namespace}.${url_name}`;
            const name = <HandlerName namespace={namespace} urlName={url_name} />;
            return (
              <li key={`${namespace}.${url_name} ${method}`}>
                <ShareBar share={Math.abs(calls - before) / highest} tone={more ? 'more' : 'less'}>
                  <span class={shares.label}>
                    {handler === null ? (
                      name
                    ) : (
                      <Link
                        href={formatPlace({ path: '/', params: { q: withTime(condition('name', handler), query) } })}
                      >
                        {name}
                      </Link>
                    )}
                  </span>
                  <span class={shares.count}>
                    <span class="muted">{formats.compact(before)}</span>
                    <Icon name="right" size={12} />
                    {formats.compact(calls)}
                    <Change now={calls} before={before} />
                  </span>
                </ShareBar>
              </li>
            );
          })}
        </ul>
      )}
    </section>
  );
}
