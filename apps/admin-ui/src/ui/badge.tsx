import type { ComponentChildren } from 'preact';
import type { Activity } from '../api/record-types';
import type { RouteName } from '../api/statistics-types';
import { usePanel, useWords } from '../panel';
import type { MessageKey } from '../i18n/translate';
import { visible } from '../text/visible';
import { countryCode, countryIn } from '../text/country';
import { Text } from './text';
import * as countryStyles from './country.module.css';
import * as statusStyles from './status.module.css';
import * as methodStyles from './method.module.css';
import * as noteStyles from './note.module.css';

/** `1` to `5`, or `none`: what colors a status. */
export const statusClass = (code: number | null): string =>
  code !== null && code >= 100 && code < 600 ? String(Math.floor(code / 100)) : 'none';

const OUTCOMES: Record<string, MessageKey> = {
  completed: 'outcomeCompleted',
  errors: 'outcomeErrors',
  aborted: 'outcomeAborted',
  unfinished: 'outcomeUnfinished',
};

export function useOutcome(): (outcome: string | null) => string {
  const words = useWords();
  return (outcome) => {
    if (outcome === null) return words('none');
    return Object.hasOwn(OUTCOMES, outcome) ? words(OUTCOMES[outcome]!) : visible(outcome);
  };
}

type StatusOf = Pick<Activity, 'status_code' | 'outcome'> & Pick<RouteName, 'method' | 'route'>;

/** Whether something was told from code: no call, so that it has no answer and no duration. */
export const isEvent = ({ method, route, status_code }: Partial<Omit<StatusOf, 'outcome'>>): boolean =>
  (method ?? null) === null && (route ?? null) === null && (status_code ?? null) === null;

export function EventBadge() {
  const words = useWords();
  return (
    <span class={`${statusStyles.status} ${statusStyles.word}`} data-kind="none" title={words('fieldEvent')}>
      {words('badgeEvent')}
    </span>
  );
}

const SHORT: Record<string, MessageKey> = { aborted: 'badgeAborted', unfinished: 'badgeUnfinished' };

export function Status({ record }: { record: StatusOf }) {
  const outcomeText = useOutcome();
  const words = useWords();
  const { status_code: code, outcome } = record;
  if (code !== null && code !== undefined) {
    const kind = statusClass(code);
    const title = words(kind === 'none' ? 'statusNone' : (`statusClass${kind}` as MessageKey));
    return (
      <span class={statusStyles.status} data-kind={kind} title={title}>
        {code}
      </span>
    );
  }
  const short = outcome === null ? undefined : SHORT[outcome];
  if (!short && isEvent(record)) return <EventBadge />;
  return (
    <span
      class={`${statusStyles.status} ${statusStyles.word}`}
      data-kind="none"
      title={`${words('statusNone')}: ${outcomeText(outcome)}`}
    >
      {short ? words(short) : '–'}
    </span>
  );
}

export function Method({ method }: { method: string | null | undefined }) {
  if (method === null || method === undefined) return <span class={methodStyles.method}>–</span>;
  return (
    <span class={methodStyles.method} data-method={/^[A-Z]+$/.test(method) ? method.toLowerCase() : 'other'}>
      <Text value={method} />
    </span>
  );
}

export function Country({ name, wide = false }: { name: string | null; wide?: boolean }) {
  const { translator } = usePanel();
  const words = useWords();
  if (name === null || name === undefined) return <span class="muted">{wide ? words('unknown') : '–'}</span>;
  const code = countryCode(name);
  const full = countryIn(translator.language, name);
  return (
    <span class={`${countryStyles.country} ${wide ? countryStyles.wide : countryStyles.short}`} title={visible(full)}>
      {code && <span class={countryStyles.code}>{code}</span>}
      {(wide || !code) && <Text value={full} />}
    </span>
  );
}

const NOTES = { info: noteStyles.info, warning: noteStyles.warning, error: noteStyles.error };

export function Note({ kind, children }: { kind: 'info' | 'warning' | 'error'; children: ComponentChildren }) {
  return <p class={`${noteStyles.note} ${NOTES[kind]}`}>{children}</p>;
}
