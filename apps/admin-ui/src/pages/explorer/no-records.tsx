import type { ComponentChildren } from 'preact';
import { useQueryFields } from '../../api/questions';
import type { NothingFoundAnswer } from '../../api/record-types';
import { useWords } from '../../panel';
import { scan, splitTime } from '../../query/scan';
import { State } from '../../ui/states';
import { NothingFound } from './nothing-found';
import * as buttons from '../../ui/button.module.css';

export function NoRecords({
  query,
  progress,
  searching,
  nothing,
  onQuery,
}: {
  query: string;
  nothing: NothingFoundAnswer | undefined;
  /** How far a search whose time ran out has come. */
  progress: ComponentChildren;
  searching: boolean;
  onQuery(query: string): void;
}) {
  const words = useWords();
  const { words: asked, time } = splitTime(query);
  if (scan(query).length === 0)
    return (
      <State icon="pulse" title={words('noRecordsYet')}>
        {words('noRecordsYetLead')}
      </State>
    );
  return (
    <State
      icon="search"
      title={words(searching ? 'noRecordsSoFar' : 'noRecordsTitle')}
      actions={
        <>
          {progress}
          {time !== '' && (
            <button type="button" class={buttons.button} onClick={() => onQuery(asked)}>
              {words('lookAllTime')}
            </button>
          )}
          {asked !== '' && (
            <button type="button" class={buttons.button} onClick={() => onQuery(time)}>
              {words('clearFilters')}
            </button>
          )}
        </>
      }
    >
      {!progress && (
        <>
          {words(time === '' ? 'noRecordsEverLead' : 'noRecordsLead')}{' '}
          {nothing && <NothingFound answer={nothing} onQuery={onQuery} />}
        </>
      )}
    </State>
  );
}

/** What the query could have said: a field each, with an example to go on from. */
export function QueryNotUnderstood({ query, onQuery }: { query: string; onQuery(query: string): void }) {
  const words = useWords();
  const fields = useQueryFields();
  const { time } = splitTime(query);
  return (
    <State
      icon="search"
      title={words('queryWrong')}
      actions={
        <>
          {fields.slice(0, EXAMPLES).map(({ name, example }) => (
            <button
              key={name}
              type="button"
              class={`${buttons.button} ${buttons.small} ${buttons.code}`}
              onClick={() => onQuery(`${example} ${time}`.trim())}
            >
              <bdi dir="ltr">{example}</bdi>
            </button>
          ))}
          <button
            type="button"
            class={`${buttons.button} ${buttons.primary} ${buttons.small}`}
            onClick={() => onQuery(time)}
          >
            {words('clearFilters')}
          </button>
        </>
      }
    >
      {words('queryWrongLead')}
    </State>
  );
}

/** As many as fit into two lines. */
const EXAMPLES = 8;
