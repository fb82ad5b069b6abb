import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { asOf } from '../api/answer';
import { useHolds, usePerson, useTimeline } from '../api/questions';
import type { Person as PersonData } from '../api/people-types';
import { go, placeTo } from '../location/use-place';
import { useClock, useSettings, useWords } from '../panel';
import { condition, splitTime, withTime } from '../query/scan';
import { safelyDecoded } from '../text/safely-decoded';
import { visible } from '../text/visible';
import { Country, Note } from '../ui/badge';
import { ErrorShare } from '../ui/error-share';
import { useFormats } from '../ui/format';
import { Histogram } from '../ui/histogram';
import { Link } from '../ui/link';
import { Icon } from '../ui/icon';
import { Missing, Page, usePageQuery } from '../ui/page';
import { RouteCalls, routeRowKey } from '../ui/route-calls';
import { ShareBar } from '../ui/share-bar';
import { Shown, State } from '../ui/states';
import { PageFilters } from '../ui/page-filters';
import { PersonName } from '../ui/person-name';
import { Text } from '../ui/text';
import { TimeAgo } from '../ui/time';
import { type PersonAction, PersonDialog, PersonTools } from './person-actions';
import { Security } from './security';
import { Sessions } from './sessions';
import * as figureStyles from '../ui/figure.module.css';
import * as panels from '../ui/panel.module.css';
import * as shares from '../ui/share.module.css';
import * as styles from './person.module.css';

const MOST_USED = 8;

const inExplorer = (q: string) => placeTo('/', { q });

export function Person({ params }: { params: { id: string } }) {
  const id = safelyDecoded(params.id);
  const words = useWords();
  const { anomalies } = useSettings();
  const { query, time } = usePageQuery();
  const answer = usePerson(id, query);
  const asked = condition('user', id);
  const { words: conditions, time: span } = splitTime(query);
  const calls = withTime(asked, conditions);
  const timeline = useTimeline(withTime(calls, span), id);
  const clock = useClock();
  const hold = useHolds().data?.holds.find(({ user_id }) => String(user_id) === id);
  const [open, setOpen] = useState<PersonAction>();
  return (
    <Page
      title={
        <>
          <span class={styles.avatar} aria-hidden="true">
            <Icon name="people" size={20} />
          </span>
          <PersonName id={id} />
        </>
      }
      tools={
        <PersonTools id={id} query={query} hold={hold} onOpen={setOpen}>
          {time}
        </PersonTools>
      }
    >
      {hold && (
        <Note kind="info">
          {words('holdOfPerson', { since: clock.minute(hold.placed_at), reason: visible(hold.reason) })}{' '}
          {hold.until && words('holdEnds', { until: clock.minute(hold.until) })}
        </Note>
      )}
      <PageFilters asked={asked} error={answer.error} />
      <Missing spans={answer.data?.missing} />
      <Shown answer={answer} rows={4}>
        {(figures) =>
          isUnknown(figures) ? (
            <State icon="people" title={words('personUnknown', { user: visible(id) })}>
              {words('personUnknownLead')}
            </State>
          ) : (
            <Summary figures={figures} asked={withTime(calls, span)}>
              {timeline.data && (
                <section class={panels.panel}>
                  <h2>{words('histogram')}</h2>
                  <Histogram
                    timeline={timeline.data}
                    asOf={asOf(timeline)}
                    height={110}
                    asked={calls}
                    onSelect={(from, to) => go(inExplorer(withTime(calls, `from:${from} to:${to}`)))}
                  />
                </section>
              )}
            </Summary>
          )
        }
      </Shown>
      {anomalies && !(answer.data && isUnknown(answer.data)) && <Security id={id} query={query} />}
      {!(answer.data && isUnknown(answer.data)) && (
        <Sessions id={id} query={query} hrefOf={(record) => placeTo('/', { q: calls, record })} />
      )}
      {open && <PersonDialog id={id} open={open} onClose={() => setOpen(undefined)} />}
    </Page>
  );
}

/** Not a person of another time: no record at all names this one. */
const isUnknown = ({ person, first_seen }: PersonData): boolean => person === null && first_seen === null;

function Summary({ figures, asked, children }: { figures: PersonData; asked: string; children: ComponentChildren }) {
  const { person, first_seen, p95, routes, addresses } = figures;
  const words = useWords();
  const formats = useFormats();
  return (
    <>
      <dl class={figureStyles.list}>
        <Figure label={words('figureCalls')}>{formats.number(person?.calls ?? 0)}</Figure>
        <Figure label={words('figureClientErrors')}>{person ? <ErrorShare of={person} errors="4xx" /> : '–'}</Figure>
        <Figure label={words('figureServerErrors')}>{person ? <ErrorShare of={person} errors="5xx" /> : '–'}</Figure>
        <Figure label={words('figureP95')}>{formats.duration(p95)}</Figure>
        <Figure label={words('firstSeen')}>{first_seen ? <TimeAgo time={first_seen} /> : '–'}</Figure>
        <Figure label={words('lastSeen')}>{person ? <TimeAgo time={person.last_seen} /> : '–'}</Figure>
      </dl>
      {children}
      {person && (
        <div class={`${panels.grid} ${styles.panels}`}>
          <MostUsed routes={routes} asked={asked} />
          <Panel title={words('countries')}>
            {person.countries.length === 0 && <li class="muted">{words('unknown')}</li>}
            {person.countries.map((country) => (
              <li key={country}>
                <Country name={country} wide />
              </li>
            ))}
          </Panel>
          <Panel title={words('devices')}>
            {person.devices.length === 0 && <li class="muted">{words('unknown')}</li>}
            {person.devices.map((device) => (
              <li key={device}>
                <Text value={device} />
              </li>
            ))}
          </Panel>
          <Addresses addresses={addresses ?? []} asked={asked} />
        </div>
      )}
    </>
  );
}

function Addresses({ addresses, asked }: { addresses: NonNullable<PersonData['addresses']>; asked: string }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <Panel title={words('addresses')}>
      {addresses.length === 0 && <li class="muted">{words('unknown')}</li>}
      {addresses.slice(0, MOST_USED).map(({ address, calls, last_seen }) => (
        <li key={address} class={styles.address}>
          <Link href={placeTo('/', { q: withTime(condition('ip', address), asked) })}>
            <Text value={address} />
          </Link>
          <span class="muted">
            {formats.compact(calls)} · <TimeAgo time={last_seen} />
          </span>
        </li>
      ))}
    </Panel>
  );
}

function Figure({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <div class={figureStyles.figure}>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Panel({ title, children }: { title: string; children: ComponentChildren }) {
  return (
    <section class={panels.panel}>
      <h2>{title}</h2>
      <ul class={shares.list}>{children}</ul>
    </section>
  );
}

function MostUsed({ routes, asked }: { routes: PersonData['routes']; asked: string }) {
  const words = useWords();
  const formats = useFormats();
  const highest = Math.max(1, ...routes.map(({ calls }) => calls));
  return (
    <Panel title={words('mostUsed')}>
      {routes.slice(0, MOST_USED).map((route) => (
        <li key={routeRowKey(route)}>
          <ShareBar share={route.calls / highest}>
            <span class={shares.label}>
              <RouteCalls route={route} query={asked} />
            </span>
            <span class={shares.count}>{formats.compact(route.calls)}</span>
          </ShareBar>
        </li>
      ))}
    </Panel>
  );
}
