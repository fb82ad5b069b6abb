import { useHealth } from '../api/questions';
import type { Health as HealthData } from '../api/health-types';
import type { MessageKey, Values } from '../i18n/translate';
import { useClock, useWords } from '../panel';
import { visible } from '../text/visible';
import { useFormats } from '../ui/format';
import { Icon } from '../ui/icon';
import { Page } from '../ui/page';
import { Pairs, Panel } from '../ui/pairs';
import { Shown } from '../ui/states';
import { StoreName } from '../ui/text';
import { useNow } from '../ui/time';
import { useStyle } from '../ui/use-style';
import { RetentionRules } from './retention-rules';
import { Rollups } from './rollups';
import { Spool } from './spool';
import { Verification } from './verification';
import * as figures from '../ui/figure.module.css';
import * as notes from '../ui/note.module.css';
import * as pairStyles from '../ui/pairs.module.css';
import * as panels from '../ui/panel.module.css';
import * as styles from './health.module.css';

export function Health() {
  const words = useWords();
  const answer = useHealth();
  return (
    <Page
      title={words('health')}
      lead={words('healthLead')}
      tools={answer.data && <Verdict well={problemsOf(answer.data).length === 0} />}
    >
      <Shown answer={answer}>
        {(health) => (
          <>
            <Problems problems={problemsOf(health)} />
            <div class={`${panels.grid} ${styles.panels}`}>
              <Buffer buffer={health.buffer} unidentified={health.unidentified} />
              {health.spool && <Spool spool={health.spool} />}
              <Store store={health.store} geo={health.geo} />
              {(health.store.retention_days !== undefined || health.retention_rules > 0) && (
                <Retention
                  days={health.store.retention_days}
                  due={health.due_within_a_day}
                  hasRules={health.retention_rules > 0}
                  failures={health.retention.failures}
                />
              )}
              <Rollups rollups={health.rollups} isKnown={health.store.reachable} />
              {(health.verification || (health.verification === null && health.store.reachable)) && (
                <Verification last={health.verification} />
              )}
            </div>
            <p class="muted">
              <Updated at={answer.dataUpdatedAt} />
            </p>
          </>
        )}
      </Shown>
    </Page>
  );
}

function Updated({ at }: { at: number }) {
  const words = useWords();
  const clock = useClock();
  const now = useNow();
  return <>{words('updatedAgo', { time: clock.relative(at, Math.max(at, now)) })}</>;
}

const sum = (counts: Record<string, number>) => Object.values(counts).reduce((total, count) => total + count, 0);

type Problem = readonly [MessageKey, Values?];

function problemsOf(health: HealthData): Problem[] {
  const { buffer, store, rollups, geo, unreadable, verification, silence, spool, retention, anomalies } = health;
  const lost = sum(buffer.dropped) + buffer.failed + buffer.rejected;
  const missing = store.missing_indexes ?? [];
  const misconfigured = buffer.down?.cause === 'misconfigured' ? buffer.down.reason : store.down;
  return [
    ...(lost > 0 ? [['problemLost', { count: lost }] as const] : []),
    ...(misconfigured === undefined ? [] : [['problemMisconfigured', { reason: visible(misconfigured) }] as const]),
    ...(store.reachable || misconfigured !== undefined ? [] : [['problemUnreachable'] as const]),
    ...(buffer.store_away && store.reachable && misconfigured === undefined ? [['problemAway'] as const] : []),
    ...(spool?.healthy === false
      ? [['problemSpool', { codes: visible(Object.keys(spool.failures).join(', ')) }] as const]
      : []),
    ...(retention.down ? [['problemRetention', { reason: visible(retention.down.reason) }] as const] : []),
    ...(typeof rollups?.['problem'] === 'string'
      ? [['problemStatistics', { reason: visible(rollups['problem']) }] as const]
      : []),
    ...(anomalies?.down ? [['problemSearch', { reason: visible(anomalies.down.reason) }] as const] : []),
    ...(anomalies?.skipped ? [['problemSkipped', { count: anomalies.skipped }] as const] : []),
    ...(missing.length > 0 ? [['problemIndexes', { count: missing.length }] as const] : []),
    ...(unreadable ? [['problemUnreadable', { count: unreadable }] as const] : []),
    ...(verification?.verdict === 'broken'
      ? [['problemNotWhole', { reason: visible(verification.findings[0] ?? '') }] as const]
      : []),
    ...(silence?.is_unusual ? [['problemSilence', { minutes: Math.round((silence.seconds ?? 0) / 60) }] as const] : []),
    ...(geo?.readable === false ? [['problemCountriesUnreadable'] as const] : []),
    ...(geo?.old ? [['problemCountriesOld'] as const] : []),
  ];
}

function Verdict({ well }: { well: boolean }) {
  const words = useWords();
  return (
    <span class={`${styles.verdict} ${well ? styles.well : styles.ill}`} role="status">
      <Icon name={well ? 'check' : 'flag'} /> {words(well ? 'allWell' : 'needsAttention')}
    </span>
  );
}

function Problems({ problems }: { problems: readonly Problem[] }) {
  const words = useWords();
  if (problems.length === 0) return null;
  return (
    <ul class={`${notes.note} ${notes.warning} ${styles.problems}`}>
      {problems.map(([key, values]) => (
        <li key={key}>{words(key, values)}</li>
      ))}
    </ul>
  );
}

const DROPPED: Readonly<Record<string, MessageKey>> = {
  full: 'droppedFull',
  evicted: 'droppedEvicted',
  shutdown: 'droppedShutdown',
  late: 'droppedLate',
};

function Buffer({ buffer, unidentified }: Pick<HealthData, 'buffer' | 'unidentified'>) {
  const words = useWords();
  const formats = useFormats();
  const share = buffer.max_bytes > 0 ? buffer.waiting_bytes / buffer.max_bytes : 0;
  const dropped = sum(buffer.dropped);
  const meter = useStyle<HTMLSpanElement>({ '--share': `${Math.min(1, share) * 100}%` });
  return (
    <Panel title={words('buffer')}>
      <span class={`${styles.meter} ${share > 0.8 ? styles.high : ''}`} ref={meter} aria-hidden="true" />
      <p class={`muted ${panels.note}`}>
        {words('bufferFill', { share: formats.percent(share), max: formats.bytes(buffer.max_bytes) })}
      </p>
      <Pairs
        pairs={[
          [words('waiting'), `${formats.number(buffer.waiting)} · ${formats.bytes(buffer.waiting_bytes)}`],
          [words('accepted'), formats.number(buffer.accepted)],
          [words('stored'), formats.number(buffer.stored)],
          [words('dropped'), formats.number(dropped), dropped > 0],
          ...Object.entries(buffer.dropped)
            .filter(([, count]) => count > 0)
            .map(([reason, count]) => {
              const known = Object.hasOwn(DROPPED, reason) ? words(DROPPED[reason]!) : visible(reason);
              return [`↳ ${known}`, formats.number(count), true] as const;
            }),
          [words('shed'), formats.number(buffer.shed), buffer.shed > 0],
          [words('retries'), formats.number(buffer.retries)],
          [words('misconfigured'), formats.number(buffer.misconfigured), buffer.misconfigured > 0],
          [words('rejected'), formats.number(buffer.rejected), buffer.rejected > 0],
          [words('failed'), formats.number(buffer.failed), buffer.failed > 0],
          [words('duplicates'), formats.number(buffer.duplicates)],
          [words('unidentified'), formats.number(sum(unidentified))],
          ...Object.entries(unidentified)
            .filter(([, count]) => count > 0)
            .map(([cause, count]) => [`↳ ${visible(cause)}`, formats.number(count)] as const),
        ]}
      />
    </Panel>
  );
}

function Store({ store, geo }: Pick<HealthData, 'store' | 'geo'>) {
  const words = useWords();
  const clock = useClock();
  const formats = useFormats();
  const text = (value: string | undefined) => (value === undefined ? '–' : <StoreName value={value} />);
  const indexes: { name: string; bytes?: number | null }[] = [
    ...(store.missing_indexes ?? []).map((name) => ({ name })),
    ...(store.indexes ?? []),
  ];
  return (
    <Panel title={words('store')}>
      <Pairs
        pairs={[
          [words('reachable'), words(store.reachable ? 'yes' : 'no'), !store.reachable],
          [words('collection'), text(store.collection)],
          [words('estimatedRecords'), store.records === undefined ? '–' : formats.number(store.records)],
          [words('size'), store.bytes === undefined ? '–' : <Size bytes={store.bytes} />],
          [words('countryFile'), geo?.built ? clock.short(geo.built) : '–', geo?.old],
        ]}
      />
      {indexes.length > 0 && (
        <>
          <h3>{words('indexes')}</h3>
          <ul class={styles.indexes}>
            {indexes.map(({ name, bytes }) => (
              <li key={name} class={bytes === undefined ? styles.missing : ''}>
                <Icon name={bytes === undefined ? 'flag' : 'check'} size={14} />
                <code>
                  <StoreName value={name} />
                </code>
                <span class="muted">
                  {bytes === undefined ? words('indexMissing') : bytes === null ? '–' : formats.bytes(bytes)}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

function Size({ bytes }: { bytes: number }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <>
      {formats.bytes(bytes)}
      <small class={`muted ${pairStyles.note}`}>{words('sizeNote')}</small>
    </>
  );
}

function Retention({
  days,
  due,
  hasRules,
  failures,
}: {
  days: number | null | undefined;
  due: number | null;
  hasRules: boolean;
  failures: number;
}) {
  const words = useWords();
  return (
    <Panel title={words('retention')}>
      {days === null && !hasRules && <p class={figures.value}>{words('keptForever')}</p>}
      {typeof days === 'number' && <p class={figures.value}>{words('keptDays', { count: days })}</p>}
      {due !== null && <p class="muted">{words('nextPrune', { count: due })}</p>}
      {failures > 0 && <p class={pairStyles.bad}>{words('retentionFailures', { count: failures })}</p>}
      {hasRules && <RetentionRules />}
    </Panel>
  );
}
