import { useState } from 'preact/hooks';
import { useSessions } from '../api/questions';
import { joinedSessions } from '../api/sessions';
import type { Session } from '../api/people-types';
import { useClock, useWords } from '../panel';
import { Country } from '../ui/badge';
import { MiniList } from '../ui/mini-list';
import { More } from '../ui/more';
import { Shown, State } from '../ui/states';
import { Text } from '../ui/text';
import * as buttons from '../ui/button.module.css';
import * as figures from '../ui/figure.module.css';
import * as styles from './session.module.css';

export function Sessions({ id, query, hrefOf }: { id: string; query: string; hrefOf(record: string): string }) {
  const words = useWords();
  const answer = useSessions(id, query);
  return (
    <section class={styles.list} aria-label={words('sessions')}>
      <h2>{words('sessions')}</h2>
      <Shown answer={answer}>{({ pages }) => <Days sessions={joinedSessions(pages)} hrefOf={hrefOf} />}</Shown>
      <More answer={answer} label={words('moreSessions')} />
    </section>
  );
}

function Days({ sessions, hrefOf }: { sessions: readonly Session[]; hrefOf(record: string): string }) {
  const words = useWords();
  const clock = useClock();
  if (sessions.length === 0) return <State icon="clock" title={words('noSessions')} />;
  const days = new Map<string, Session[]>();
  for (const session of sessions) {
    const day = clock.day(session.from);
    days.set(day, [...(days.get(day) ?? []), session]);
  }
  return (
    <>
      {[...days].map(([day, ofDay], index) => (
        <section class={styles.day} key={day}>
          <h3>{day}</h3>
          {ofDay.map((session, position) => (
            <SessionCard
              key={`${session.id} ${session.to}`}
              session={session}
              open={index === 0 && position === 0}
              hrefOf={hrefOf}
            />
          ))}
        </section>
      ))}
    </>
  );
}

/** Calls of one session that are shown before one asks for more. */
const SHOWN = 100;

function SessionCard({ session, open, hrefOf }: { session: Session; open: boolean; hrefOf(record: string): string }) {
  const words = useWords();
  const clock = useClock();
  const [opened, setOpened] = useState(open);
  const [shown, setShown] = useState(SHOWN);
  const { from, to, calls, errors, countries, addresses, devices } = session;
  return (
    <details class={styles.session} open={open} onToggle={(event) => setOpened(event.currentTarget.open)}>
      <summary>
        <span class={styles.time}>
          {clock.hour(from)} – {clock.hour(to)}
        </span>
        <span>{words('calls', { count: calls.length })}</span>
        {errors > 0 && <span class={figures.bad}>{words('errors', { count: errors })}</span>}
        <span class={styles.from}>
          {countries.map((country) => (
            <Country key={country} name={country} />
          ))}
          {[...addresses, ...devices].map((text) => (
            <span class="muted" key={text}>
              <Text value={text} />
            </span>
          ))}
        </span>
      </summary>
      {opened && <MiniList records={calls.slice(0, shown)} hrefOf={hrefOf} />}
      {opened && calls.length > shown && (
        <button type="button" class={`${buttons.button} ${buttons.quiet}`} onClick={() => setShown(shown + SHOWN)}>
          {words('more', { count: calls.length - shown })}
        </button>
      )}
    </details>
  );
}
