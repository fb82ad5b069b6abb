import type { ComponentChildren } from 'preact';
import { ENOUGH_CALLS, usePeople, useRoutes } from '../../api/questions';
import { formatPlace } from '../../location/place';
import { useWords } from '../../panel';
import { condition, withTime } from '../../query/scan';
import { useFormats } from '../../ui/format';
import { HandlerName, handlerText } from '../../ui/handler-name';
import { Link } from '../../ui/link';
import { PersonLink } from '../../ui/person-link';
import { ShareBar } from '../../ui/share-bar';
import { Shown } from '../../ui/states';
import { isEvent } from '../../ui/badge';
import * as panels from '../../ui/panel.module.css';
import * as shares from '../../ui/share.module.css';

const SHOWN = 8;

export function SlowestRoutes({ query }: { query: string }) {
  const words = useWords();
  const formats = useFormats();
  const answer = useRoutes(query);
  return (
    <Panel title={words('slowestRoutes')} all={formatPlace({ path: '/routes', params: { q: query, sort: 'p95' } })}>
      <p class={`muted ${panels.note}`}>{words('slowestHint')}</p>
      <Shown answer={answer} rows={4}>
        {({ routes }) => {
          const slowest = routes
            .filter((route) => route.calls >= ENOUGH_CALLS && !isEvent(route))
            .sort((a, b) => (b.p95 ?? 0) - (a.p95 ?? 0))
            .slice(0, SHOWN);
          const highest = Math.max(1, slowest[0]?.p95 ?? 0);
          if (slowest.length === 0) return <p>{words('noSlowRoutes')}</p>;
          return (
            <ul class={shares.list}>
              {slowest.map(({ namespace, url_name, method, route, p95 }) => (
                <Line
                  key={JSON.stringify([namespace, url_name, method, route])}
                  share={(p95 ?? 0) / highest}
                  value={formats.duration(p95)}
                >
                  <Link
                    href={formatPlace({
                      path: '/',
                      params: { q: withTime(condition('name', handlerText(namespace, url_name)), query) },
                    })}
                  >
                    <HandlerName namespace={namespace} urlName={url_name} />
                  </Link>
                </Line>
              ))}
            </ul>
          );
        }}
      </Shown>
    </Panel>
  );
}

export function MostActive({ query }: { query: string }) {
  const words = useWords();
  const formats = useFormats();
  const answer = usePeople(query, 'calls', '');
  return (
    <Panel title={words('mostActive')} all={formatPlace({ path: '/people', params: { q: query, sort: 'calls' } })}>
      <Shown answer={answer} rows={4}>
        {({ pages }) => {
          const people = (pages[0]?.people ?? []).slice(0, SHOWN);
          const highest = Math.max(1, people[0]?.calls ?? 0);
          if (people.length === 0) return <p>{words('noPeopleTitle')}</p>;
          return (
            <ul class={shares.list}>
              {people.map(({ user_id: id, calls }) => (
                <Line key={String(id)} share={calls / highest} value={formats.compact(calls)}>
                  <PersonLink id={id} />
                </Line>
              ))}
            </ul>
          );
        }}
      </Shown>
    </Panel>
  );
}

function Panel({ title, all, children }: { title: string; all: string; children: ComponentChildren }) {
  const words = useWords();
  return (
    <section class={panels.panel}>
      <h2>{title}</h2>
      {children}
      <p>
        <Link href={all}>{words('showAll')}</Link>
      </p>
    </section>
  );
}

function Line({ share, value, children }: { share: number; value: string; children: ComponentChildren }) {
  return (
    <li>
      <ShareBar share={share}>
        <span class={shares.label}>{children}</span>
        <span class={shares.count}>{value}</span>
      </ShareBar>
    </li>
  );
}
