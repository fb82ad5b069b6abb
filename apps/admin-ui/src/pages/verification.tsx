import type { Health } from '../api/health-types';
import { useClock, useWords } from '../panel';
import { visible } from '../text/visible';
import { Panel } from '../ui/pairs';
import { useNow } from '../ui/time';
import * as figures from '../ui/figure.module.css';
import * as panels from '../ui/panel.module.css';
import * as styles from './verification.module.css';

type Result = NonNullable<Health['verification']>;

/** The last result of `npx activity-tracker verify`. */
export function Verification({ last }: { last: Result | null }) {
  const words = useWords();
  const clock = useClock();
  const now = useNow();
  const at = last ? Date.parse(last.at) : now;
  const key = last ? (last.verdict === 'whole' ? 'logWhole' : 'logBroken') : 'logNeverVerified';
  return (
    <Panel title={words('verification')}>
      <p class={figures.value}>{words(key)}</p>
      {last && (
        <p class="muted">
          {words('logVerifiedAt', { time: clock.relative(at, Math.max(at, now)) })} ·{' '}
          {words('logRecordsRead', { count: last.records })}
        </p>
      )}
      {last && last.findings.length > 0 && <Findings last={last} />}
    </Panel>
  );
}

/** The first findings; the command lists all. */
function Findings({ last: { findings, problems } }: { last: Result }) {
  const words = useWords();
  return (
    <>
      <h3>{words('logFindings', { count: problems ?? findings.length })}</h3>
      <ul class={styles.findings}>
        {findings.map((finding) => (
          <li key={finding}>{visible(finding)}</li>
        ))}
      </ul>
      <p class={`muted ${panels.note}`}>{words('logVerifyAgain')}</p>
    </>
  );
}
