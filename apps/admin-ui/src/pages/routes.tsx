import { useState } from 'preact/hooks';
import { useRoutes } from '../api/questions';
import type { RouteFigures, RouteName } from '../api/statistics-types';
import type { MessageKey } from '../i18n/translate';
import { useParams } from '../location/use-place';
import { useWords } from '../panel';
import { splitTime } from '../query/scan';
import { EventBadge, Method } from '../ui/badge';
import { ErrorCells, type ErrorClass, shareOf } from '../ui/error-share';
import { useFormats } from '../ui/format';
import { HandlerName, handlerText } from '../ui/handler-name';
import { Icon } from '../ui/icon';
import { LaterNote } from '../ui/later';
import { Missing, NoFigures, Page, usePageQuery } from '../ui/page';
import { PageFilters } from '../ui/page-filters';
import { SearchField } from '../ui/search-field';
import { isEventRoute, RouteCalls, routeRowKey } from '../ui/route-calls';
import { ShareBar } from '../ui/share-bar';
import { Shown } from '../ui/states';
import { Text } from '../ui/text';
import { TimeAgo } from '../ui/time';
import * as panels from '../ui/panel.module.css';
import * as paths from '../ui/path.module.css';
import * as sortButtons from '../ui/sort-button.module.css';
import * as styles from './routes.module.css';
import * as tables from '../ui/table.module.css';

type Column = 'calls' | 'users' | ErrorClass | 'p50' | 'p95' | 'p99' | 'last_called';

const COLUMNS: readonly { id: Column; key: MessageKey | undefined }[] = [
  { id: 'calls', key: 'columnCalls' },
  { id: 'users', key: 'columnUsers' },
  { id: '4xx', key: undefined },
  { id: '5xx', key: undefined },
  { id: 'p50', key: undefined },
  { id: 'p95', key: undefined },
  { id: 'p99', key: undefined },
  { id: 'last_called', key: 'columnLastCalled' },
];
const isColumn = (text: string | undefined): text is Column => COLUMNS.some(({ id }) => id === text);

export function Routes() {
  const words = useWords();
  const [params, change] = useParams();
  const { query, time } = usePageQuery();
  const answer = useRoutes(query);
  const [wanted, setWanted] = useState('');
  const sort = isColumn(params['sort']) ? params['sort'] : 'calls';
  const ascending = params['order'] === 'asc';
  const matches = (route: RouteName) =>
    `${handlerText(route.namespace, route.url_name) ?? ''} ${route.method ?? ''} ${route.route ?? ''}`
      .toLowerCase()
      .includes(wanted.toLowerCase());

  return (
    <Page
      title={words('routes')}
      lead={words('routesLead')}
      tools={
        <>
          <SearchField label={words('findRoute')} value={wanted} onInput={setWanted} />
          {time}
        </>
      }
    >
      <PageFilters error={answer.error} />
      <Missing spans={answer.data?.missing} />
      <LaterNote later={answer.data?.later} asked={splitTime(query).words} />
      <Shown answer={answer} rows={10}>
        {({ routes, uncalled, missing }) => {
          const [called, never] = [routes.filter(matches), uncalled.filter(matches)];
          if (called.length === 0 && never.length === 0)
            return <NoFigures icon="routes" missing={missing} title={words('noRoutesTitle')} />;
          return (
            <>
              <Table
                routes={sorted(called, sort, ascending)}
                sort={sort}
                ascending={ascending}
                query={query}
                onSort={(id) => change({ sort: id, order: id === sort && !ascending ? 'asc' : null })}
              />
              <NeverCalled routes={never} />
            </>
          );
        }}
      </Shown>
    </Page>
  );
}

function Table({
  routes,
  sort,
  ascending,
  query,
  onSort,
}: {
  routes: readonly RouteFigures[];
  sort: Column;
  ascending: boolean;
  query: string;
  onSort(column: Column): void;
}) {
  const words = useWords();
  const highest = Math.max(1, ...routes.map(({ calls }) => calls));
  return (
    <div class={tables.box}>
      <table class={tables.table}>
        <thead>
          <tr>
            <th>{words('columnRoute')}</th>
            {COLUMNS.map(({ id, key }) => (
              <th
                key={id}
                class={id === 'last_called' ? '' : 'number'}
                aria-sort={id === sort ? (ascending ? 'ascending' : 'descending') : 'none'}
              >
                <button type="button" class={sortButtons.sortButton} onClick={() => onSort(id)}>
                  {key ? words(key) : id}
                  {id === sort && <Icon name={ascending ? 'up' : 'down'} size={13} />}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {routes.map((route) => (
            <Row key={routeRowKey(route)} route={route} share={route.calls / highest} query={query} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NeverCalled({ routes }: { routes: readonly RouteName[] }) {
  const words = useWords();
  if (routes.length === 0) return null;
  return (
    <details class={`${panels.panel} ${styles.never}`}>
      <summary>
        <strong>{words('neverCalled', { count: routes.length })}</strong>{' '}
        <span class="muted">{words('neverCalledHint')}</span>
      </summary>
      <ul class={styles.names}>
        {routes.map((route) => (
          <li key={JSON.stringify(route)}>
            <Method method={route.method} /> <HandlerName of={route} />
            {route.route && (
              <span class={paths.path} dir="ltr">
                <Text value={route.route} />
              </span>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Row({ route, share, query }: { route: RouteFigures; share: number; query: string }) {
  const words = useWords();
  const formats = useFormats();
  const event = isEventRoute(route);
  const duration = (value: number | null) => formats.duration(event ? null : value);
  return (
    <tr>
      <th scope="row" class={tables.main}>
        <span class={tables.route}>
          {event ? <EventBadge /> : <Method method={route.method} />}
          <RouteCalls route={route} query={query} />
        </span>
        {route.route && (
          <span class={`${paths.path} ${styles.path}`} dir="ltr">
            <Text value={route.route} />
          </span>
        )}
      </th>
      <td class={`number ${styles.share}`} data-label={words('columnCalls')}>
        <ShareBar share={share}>
          <span>{formats.number(route.calls)}</span>
        </ShareBar>
      </td>
      <td class="number" data-label={words('columnUsers')}>
        {formats.number(route.users)}
      </td>
      <ErrorCells of={route} />
      <td class="number" data-label="p50">
        {duration(route.p50)}
      </td>
      <td class="number" data-label="p95">
        {duration(route.p95)}
      </td>
      <td class={`number ${tables.wide}`} data-label="p99">
        {duration(route.p99)}
      </td>
      <td class={tables.wide} data-label={words('columnLastCalled')}>
        {route.last_called && <TimeAgo time={route.last_called} />}
      </td>
    </tr>
  );
}

function sorted(routes: readonly RouteFigures[], column: Column, ascending: boolean): RouteFigures[] {
  const sign = ascending ? 1 : -1;
  const value = (route: RouteFigures) => {
    if (column === 'last_called') return Date.parse(route.last_called ?? '') || 0;
    return column === '4xx' || column === '5xx' ? shareOf(route, column) : (route[column] ?? 0);
  };
  return [...routes].sort((a, b) => sign * (value(a) - value(b)));
}
