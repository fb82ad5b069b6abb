import { useState } from 'preact/hooks';
import { placeTo } from '../../location/use-place';
import { type ErrorGroup, type ErrorGroups as Groups, useErrorGroups } from '../../api/errors';
import { useWords } from '../../panel';
import { withTime } from '../../query/scan';
import { Method, Status } from '../../ui/badge';
import { useFormats } from '../../ui/format';
import { HandlerName } from '../../ui/handler-name';
import { Link } from '../../ui/link';
import { Shown } from '../../ui/states';
import { Text } from '../../ui/text';
import { TimeAgo } from '../../ui/time';
import * as styles from './overview.module.css';
import * as buttons from '../../ui/button.module.css';
import * as panels from '../../ui/panel.module.css';
import * as tables from '../../ui/table.module.css';

const SHOWN = 10;

export function ErrorGroups({ query }: { query: string }) {
  const words = useWords();
  const answer = useErrorGroups(query);
  return (
    <section class={`panel ${styles.errors}`}>
      <h2>{words('errorGroups')}</h2>
      <Shown answer={answer} rows={4}>
        {(groups) => <Content groups={groups} query={query} />}
      </Shown>
    </section>
  );
}

function Content({
  groups: { groups, count, counted, complete, by_message },
  query,
}: {
  groups: Groups;
  query: string;
}) {
  const words = useWords();
  const [shown, setShown] = useState(SHOWN);
  if (groups.length === 0) return <p>{words('noErrorGroups')}</p>;
  return (
    <>
      <p class={`muted ${panels.note}`}>
        {words(complete ? 'errorsCounted' : 'errorsNewest', { count: counted })} {!by_message && words('errorsByRoute')}
      </p>
      <Table groups={groups.slice(0, shown)} query={query} />
      {shown < groups.length && (
        <button type="button" class={`${buttons.button} ${buttons.quiet}`} onClick={() => setShown(groups.length)}>
          {words('more', { count: groups.length - shown })}
        </button>
      )}
      {count > groups.length && shown >= groups.length && (
        <p class={`muted ${panels.note}`}>{words('moreErrorGroups', { count: count - groups.length })}</p>
      )}
    </>
  );
}

function Table({ groups, query }: { groups: readonly ErrorGroup[]; query: string }) {
  const words = useWords();
  return (
    <div class={styles.box}>
      <table class={tables.table}>
        <thead>
          <tr>
            <th>{words('columnError')}</th>
            <th class="number">{words('columnCalls')}</th>
            <th class="number">{words('columnUsers')}</th>
            <th>{words('firstSeen')}</th>
            <th>{words('lastSeen')}</th>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => (
            <Row key={`${group.query} ${group.message}`} group={group} query={query} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ group, query }: { group: ErrorGroup; query: string }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <tr>
      <th scope="row" class={tables.main}>
        <span class={tables.route}>
          <Status record={{ status_code: group.status_code, outcome: 'completed' }} />
          <Link href={placeTo('/', { q: withTime(group.query, query) })}>
            {group.message === null ? <HandlerName of={group} /> : <Text value={group.message} />}
          </Link>
        </span>
        <span class={styles.route}>
          <Method method={group.method} /> {group.message !== null && <HandlerName of={group} />}
          {group.finds_more && <span class="muted">{words('findsMore')}</span>}
        </span>
      </th>
      <td class="number" data-label={words('columnCalls')}>
        {formats.number(group.count)}
      </td>
      <td class="number" data-label={words('columnUsers')}>
        {formats.number(group.users)}
      </td>
      <td data-label={words('firstSeen')}>
        <TimeAgo time={group.first_seen} />
      </td>
      <td data-label={words('lastSeen')}>
        <TimeAgo time={group.last_seen} />
      </td>
    </tr>
  );
}
