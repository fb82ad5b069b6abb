import type { ComponentChildren } from 'preact';
import { type Answer, asOf } from '../api/answer';
import { ApiError } from '../api/client';
import type { MessageKey } from '../i18n/translate';
import { useWords } from '../panel';
import { visible } from '../text/visible';
import { Icon, type IconName } from './icon';
import * as buttons from './button.module.css';
import * as notes from './note.module.css';
import * as shownStyles from './shown.module.css';
import * as skeletonStyles from './skeleton.module.css';
import * as styles from './state.module.css';

export function State({
  icon,
  title,
  children,
  actions,
  alert = false,
  page = false,
}: {
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
  alert?: boolean;
  /** Whether it is all there is on the page. */
  page?: boolean;
}) {
  const Heading = page ? 'h1' : 'h2';
  return (
    <div class={`${styles.state} ${alert ? styles.alert : ''}`} role={alert ? 'alert' : 'status'}>
      <span class={styles.icon}>
        <Icon name={icon} size={28} />
      </span>
      <Heading class={styles.title}>{title}</Heading>
      {children && <p>{children}</p>}
      {actions && <div class={styles.actions}>{actions}</div>}
    </div>
  );
}

export function Skeleton({ rows = 8 }: { rows?: number }) {
  const words = useWords();
  return (
    <div class={skeletonStyles.skeleton} role="status">
      <span class="visually-hidden">{words('loading')}</span>
      {Array.from({ length: rows }, (_, index) => (
        <span class={skeletonStyles.row} key={index} />
      ))}
    </div>
  );
}

/** Failures that a retry may mend, by status. */
const PASSING: Readonly<Record<number, { icon: IconName; title: MessageKey; lead: MessageKey }>> = {
  0: { icon: 'away', title: 'offlineTitle', lead: 'offlineLead' },
  429: { icon: 'clock', title: 'busyTitle', lead: 'busyLead' },
  503: { icon: 'away', title: 'storeAwayTitle', lead: 'storeAwayLead' },
};

export function Failure({
  error,
  onRetry,
  page = false,
}: {
  error: unknown;
  onRetry?: (() => void) | undefined;
  page?: boolean;
}) {
  const words = useWords();
  const { status, message } = error instanceof ApiError ? error : new ApiError(-1, String(error));
  const retry = onRetry && (
    <button type="button" class={buttons.button} onClick={onRetry}>
      {words('retry')}
    </button>
  );
  if (status === 401) return <Skeleton />;
  const passing = PASSING[status];
  if (passing)
    return (
      <State alert page={page} icon={passing.icon} title={words(passing.title)} actions={retry}>
        {words(passing.lead)}
      </State>
    );
  if (status === 403)
    return (
      <State alert page={page} icon="lock" title={words('missingPermissionTitle')}>
        <bdi>{visible(message)}</bdi>
      </State>
    );
  if (status === 404) return <State alert page={page} icon="search" title={words('recordGone')} />;
  return (
    <State alert page={page} icon="help" title={words('errorTitle')} actions={retry}>
      <bdi>{visible(message)}</bdi>
    </State>
  );
}

/** Grey bars before the answer, the reason where there is none, dimmed while it answers the previous question. */
export function Shown<D>({
  answer: { data, error, stale, refetch },
  rows,
  children,
}: {
  answer: Pick<Answer<D>, 'data' | 'error' | 'stale' | 'refetch'>;
  rows?: number;
  children(data: D): ComponentChildren;
}) {
  if (data === undefined) {
    return error ? <Failure error={error} onRetry={() => void refetch()} /> : <Skeleton {...(rows && { rows })} />;
  }
  return (
    <>
      {error && <Stale error={error} earlier={stale} />}
      <div class={shownStyles.shown} {...asOf({ stale, error })}>
        {children(data)}
      </div>
    </>
  );
}

export function Stale({
  error,
  earlier,
}: {
  error: unknown;
  /** Whether it answers an earlier question. */
  earlier: boolean;
}) {
  const words = useWords();
  if (!(error instanceof ApiError) || error.status === 401) return null;
  const text =
    error.status === 503
      ? words(earlier ? 'storeAwayEarlier' : 'storeAwayStale')
      : error.status === 0
        ? words('offlineTitle')
        : visible(error.message);
  return (
    <p class={`${notes.note} ${notes.warning}`} role="status">
      <Icon name="away" /> {text}
    </p>
  );
}
