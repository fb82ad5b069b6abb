import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { usePerson, useSessions } from '../api/questions';
import type { Person as PersonData, Session } from '../api/types';
import { formatPlace, step } from '../location/place';
import { go } from '../location/use-place';
import { useClock, useSettings, useWords } from '../panel';
import { condition, withTime } from '../query/scan';
import { Country } from '../ui/badge';
import { ErrorShare } from '../ui/error-share';
import { useFormats } from '../ui/format';
import { HandlerName } from '../ui/handler-name';
import { Icon } from '../ui/icon';
import { MiniList } from '../ui/mini-list';
import { Missing, Page, usePageQuery } from '../ui/page';
import { ShareBar } from '../ui/share-bar';
import { Sparkline } from '../ui/sparkline';
import { Failure, Skeleton, Stale, State } from '../ui/states';
import { Text } from '../ui/text';
import { TimeAgo } from '../ui/time';
import { fileName, useExport } from '../ui/use-export';
import { Erasure } from './erasure';

const MOST_USED = 8;

/** Everything about one person: who, from where, and what they did, session by session. */
export function Person({ params }: { params: { id: string } }) {
  const id = safelyDecoded(params.id);
  const words = useWords();
  const { features } = useSettings();
  const { query, time } = usePageQuery();
  const { data, error, refetch } = usePerson(id, query);
  const exportFile = useExport();
  const [erasing, setErasing] = useState(false);
  const inExplorer = (q: string) => formatPlace({ path: '/', params: { q } });
  return (
    <Page
      title={
        <>
          <span class="avatar" aria-hidden="true">
            <Icon name="people" size={20} />
          </span>
          <Text value={id} />
        </>
      }
      tools={
        <>
          <a class="button" href={inExplorer(withTime(condition('user', id), query))}>
            <Icon name="search" /> {words('allCallsOf')}
          </a>
          {features?.export !== false && (
            <button
              type="button"
              class="button"
              onClick={() => void exportFile(`users/${step(id)}/data`, {}, fileName(`person-${id}`, 'ndjson'))}
            >
              <Icon name="download" /> {words('exportPerson')}
            </button>
          )}
          {features?.erase !== false && (
            <button type="button" class="button button-danger" onClick={() => setErasing(true)}>
              <Icon name="trash" /> {words('erasePerson')}
            </button>
          )}
          {time}
        </>
      }
    >
      <Missing spans={data?.missing} />
      {data && error && <Stale error={error} />}
      {data ? (
        <Summary person={data} />
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton rows={4} />
      )}
      <Sessions
        id={id}
        onOpen={(record) => go(formatPlace({ path: '/', params: { q: condition('user', id), record } }))}
      />
      {erasing && <Erasure id={id} onClose={() => setErasing(false)} />}
    </Page>
  );
}

function safelyDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function Summary({ person }: { person: PersonData }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <>
      <dl class="figures">
        <Figure label={words('figureCalls')}>
          {formats.number(person.calls)}
          <Sparkline counts={person.activity ?? []} />
        </Figure>
        <Figure label={words('figureErrors')}>
          <ErrorShare share={person.error_share} />
        </Figure>
        <Figure label={words('firstSeen')}>{person.first_seen ? <TimeAgo time={person.first_seen} /> : '–'}</Figure>
        <Figure label={words('lastSeen')}>{person.last_seen ? <TimeAgo time={person.last_seen} /> : '–'}</Figure>
      </dl>
      <div class="panels">
        <Shares
          title={words('mostUsed')}
          items={(person.routes ?? []).slice(0, MOST_USED).map((route) => ({
            calls: route.calls,
            label: <HandlerName namespace={route.namespace} urlName={route.url_name} />,
          }))}
        />
        <Shares
          title={words('countries')}
          items={person.countries.map(({ country, calls }) => ({ calls, label: <Country name={country} wide /> }))}
        />
        <Shares
          title={words('devices')}
          items={person.devices.map(({ device, calls }) => ({
            calls,
            label: device === null ? words('unknown') : <Text value={device} />,
          }))}
        />
        <Shares
          title={words('addresses')}
          items={(person.addresses ?? []).map(({ ip, calls }) => ({
            calls,
            label: ip === null ? words('unknown') : <Text value={ip} />,
          }))}
        />
      </div>
    </>
  );
}

export function Figure({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class="figure">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Shares({ title, items }: { title: string; items: readonly { calls: number; label: ComponentChildren }[] }) {
  const formats = useFormats();
  if (items.length === 0) return null;
  const highest = Math.max(...items.map(({ calls }) => calls));
  return (
    <section class="panel">
      <h2>{title}</h2>
      <ul class="shares">
        {items.map(({ calls, label }, index) => (
          <li key={index}>
            <ShareBar share={calls / highest}>
              <span class="facet-label">{label}</span>
              <span class="facet-count">{formats.compact(calls)}</span>
            </ShareBar>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Sessions({ id, onOpen }: { id: string; onOpen(record: string): void }) {
  const words = useWords();
  const clock = useClock();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useSessions(id);
  const sessions = data?.pages.flatMap(({ results }) => results) ?? [];
  const days = new Map<string, Session[]>();
  for (const session of sessions) {
    const day = clock.day(session.started);
    days.set(day, [...(days.get(day) ?? []), session]);
  }
  return (
    <section class="sessions" aria-label={words('sessions')}>
      <h2>{words('sessions')}</h2>
      {!data ? (
        error ? (
          <Failure error={error} onRetry={() => void refetch()} />
        ) : (
          <Skeleton rows={8} />
        )
      ) : sessions.length === 0 ? (
        <State icon="clock" title={words('noSessions')} />
      ) : (
        [...days].map(([day, ofDay], index) => (
          <section class="day" key={day}>
            <h3>{day}</h3>
            {ofDay.map((session, position) => (
              <SessionCard key={session.id} session={session} open={index === 0 && position === 0} onOpen={onOpen} />
            ))}
          </section>
        ))
      )}
      {hasNextPage && (
        <button
          type="button"
          class="button more-button"
          disabled={isFetchingNextPage}
          onClick={() => void fetchNextPage()}
        >
          {words('moreSessions')}
        </button>
      )}
    </section>
  );
}

function SessionCard({ session, open, onOpen }: { session: Session; open: boolean; onOpen(record: string): void }) {
  const words = useWords();
  const clock = useClock();
  const [opened, setOpened] = useState(open);
  const more = session.calls - session.records.length;
  return (
    <details class="session" open={open} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>
        <span class="session-time">
          {clock.hour(session.started)} – {clock.hour(session.ended)}
        </span>
        <span>{words('calls', { count: session.calls })}</span>
        {session.errors > 0 && <span class="figure-bad">{words('errors', { count: session.errors })}</span>}
        <span class="session-from">
          <Country name={session.country} />
          {session.client_ip_address && (
            <span class="muted">
              <Text value={session.client_ip_address} />
            </span>
          )}
          {session.device && (
            <span class="muted">
              <Text value={session.device} />
            </span>
          )}
        </span>
      </summary>
      {opened && <MiniList records={session.records} onOpen={onOpen} />}
      {opened && more > 0 && <p class="muted session-more">{words('more', { count: more })}</p>}
    </details>
  );
}
