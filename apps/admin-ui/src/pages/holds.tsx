import { useState } from 'preact/hooks';
import type { LegalHold } from '../api/hold-types';
import { useHolds } from '../api/questions';
import { useClock, useWords } from '../panel';
import { Page } from '../ui/page';
import { PersonLink } from '../ui/person-link';
import { Shown, State } from '../ui/states';
import { Text } from '../ui/text';
import { Moment } from '../ui/time';
import { LiftHold } from './hold-dialogs';
import * as buttons from '../ui/button.module.css';
import * as tables from '../ui/table.module.css';

export function Holds() {
  const words = useWords();
  const answer = useHolds();
  const [lifting, setLifting] = useState<string>();
  return (
    <Page title={words('holds')} lead={words('holdsLead')}>
      <Shown answer={answer}>
        {({ holds }) =>
          holds.length === 0 ? (
            <State icon="lock" title={words('noHolds')} />
          ) : (
            <div class={tables.box}>
              <table class={tables.table}>
                <thead>
                  <tr>
                    <th>{words('columnPerson')}</th>
                    <th>{words('columnReason')}</th>
                    <th>{words('columnSince')}</th>
                    <th>{words('columnUntil')}</th>
                    <th>{words('columnPlacedBy')}</th>
                    <td />
                  </tr>
                </thead>
                <tbody>
                  {holds.map((hold) => (
                    <Row key={String(hold.user_id)} hold={hold} onLift={() => setLifting(String(hold.user_id))} />
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Shown>
      {lifting !== undefined && <LiftHold id={lifting} onClose={() => setLifting(undefined)} />}
    </Page>
  );
}

function Row({ hold, onLift }: { hold: LegalHold; onLift(): void }) {
  const words = useWords();
  const clock = useClock();
  return (
    <tr>
      <th scope="row" class={tables.main}>
        <PersonLink id={hold.user_id} withId />
      </th>
      <td data-label={words('columnReason')}>
        <Text value={hold.reason} />
      </td>
      <td data-label={words('columnSince')}>
        <Moment time={hold.placed_at} />
      </td>
      <td data-label={words('columnUntil')}>{hold.until ? clock.minute(hold.until) : words('untilLifted')}</td>
      <td data-label={words('columnPlacedBy')}>
        <PersonLink id={hold.placed_by} withId />
      </td>
      <td>
        <button type="button" class={buttons.button} onClick={onLift}>
          {words('holdLift')}
        </button>
      </td>
    </tr>
  );
}
