import type { Overview } from '../../api/statistics-types';
import { useWords } from '../../panel';
import { useFormats } from '../../ui/format';
import { Icon } from '../../ui/icon';
import { RouteCalls, routeRowKey } from '../../ui/route-calls';
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
          {movers.map((route) => {
            const { calls, calls_before: before } = route;
            const more = calls >= before;
            return (
              <li key={routeRowKey(route)}>
                <ShareBar share={Math.abs(calls - before) / highest} tone={more ? 'more' : 'less'}>
                  <span class={shares.label}>
                    <RouteCalls route={route} query={query} />
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
