import type { RetentionPreview } from '../api/health-types';
import { useRetention } from '../api/questions';
import type { MessageKey } from '../i18n/translate';
import { useClock, useWords } from '../panel';
import { visible } from '../text/visible';
import { Shown } from '../ui/states';
import { useNow } from '../ui/time';
import * as panels from '../ui/panel.module.css';
import * as styles from './retention-rules.module.css';

type Rule = RetentionPreview['rules'][number];

/** What the rules of `storage.retention` would remove, counted when the page opens. */
export function RetentionRules() {
  const words = useWords();
  const answer = useRetention();
  return (
    <>
      <h3>{words('retentionRules')}</h3>
      <Shown answer={answer} rows={3}>
        {({ rules, last }) => (
          <>
            <ol class={styles.retentionRules}>
              {rules.map((rule) => (
                <li key={rule.rule}>
                  <RuleText rule={rule} />
                </li>
              ))}
            </ol>
            <p class={`muted ${panels.note}`}>
              {words('retentionDryRun')} {last ? <LastPass ended={last.ended} /> : words('retentionNoPass')}
            </p>
          </>
        )}
      </Shown>
    </>
  );
}

function RuleText({ rule }: { rule: Rule }) {
  const words = useWords();
  const { when, keep, bodies_for: bodiesFor, records, bodies, held } = rule;
  const counted = (key: MessageKey, count: number | null) =>
    count === null ? words('ruleUncounted') : words(key, { count });
  return (
    <>
      {when === undefined ? words('ruleEvery') : <code dir="ltr">{visible(when)}</code>}
      {keep !== undefined && ` · ${words('ruleKeep', { term: keep })}`}
      {bodiesFor !== undefined && ` · ${words('ruleBodies', { term: bodiesFor })}`}
      <p class="muted">
        {keep !== undefined && keep !== 'forever' && counted('ruleWouldDelete', records)}{' '}
        {bodiesFor !== undefined && bodiesFor !== 'forever' && counted('ruleWouldStrip', bodies)}{' '}
        {held !== 0 && counted('ruleHeld', held)}
      </p>
    </>
  );
}

function LastPass({ ended }: { ended: string }) {
  const words = useWords();
  const clock = useClock();
  const at = Date.parse(ended);
  return <>{words('retentionLast', { time: clock.relative(at, Math.max(at, useNow())) })}</>;
}
