import type { ComponentChildren } from 'preact';
import { ENOUGH_CALLS, usePeople, useRoutes } from '../../api/questions';
import { placeTo } from '../../location/use-place';
import { useWords } from '../../panel';
import { useFormats } from '../../ui/format';
import { Link } from '../../ui/link';
import { PersonLink } from '../../ui/person-link';
import { isEventRoute, RouteCalls, routeRowKey } from '../../ui/route-calls';
import { ShareBar } from '../../ui/share-bar';
import { Shown } from '../../ui/states';
import * as panels from '../../ui/panel.module.css';
import * as shares from '../../ui/share.module.css';

const SHOWN = 8;

export function SlowestRoutes({ query }: { query: string }) {
  const words = useWords();
  const formats = useFormats();
  const answer = useRoutes(query);
  return (
    <Panel title={words('slowestRoutes')} all={placeTo('/routes', { q: query, sort: 'p95' })}>
      <p class={`muted ${panels.note}`}>{words('slowestHint')}</p>
      <Shown answer={answer} rows={4}>
        {({ routes }) => {
          const slowest = routes
            .filter((route) => route.calls >= ENOUGH_CALLS && !isEventRoute(route))
            .sort((a, b) => (b.p95 ?? 0) - (a.p95 ?? 0))
            .slice(0, SHOWN);
          const highest = Math.max(1, slowest[0]?.p95 ?? 0);
          if (slowest.length === 0) return <p>{words('noSlowRoutes')}</p>;
          return (
            <ul class={shares.list}>
              {slowest.map((route) => (
                <Line key={routeRowKey(route)} share={(route.p95 ?? 0) / highest} value={formats.duration(route.p95)}>
                  <RouteCalls route={route} query={query} />
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
    <Panel title={words('mostActive')} all={placeTo('/people', { q: query, sort: 'calls' })}>
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
