import { lazy, Suspense } from 'preact/compat';
import { useState } from 'preact/hooks';
import type { MessageKey } from '../i18n/translate';
import { useClock, useWords } from '../panel';
import { endsOf } from '../query/scan';
import { dayText, shifted, type Span, spanOf, timeOf, widened } from '../time/span';
import { zoneText } from '../time/zone';
import { Icon, type IconName } from './icon';
import { ActionMenu } from './menu';
import { MEDIA } from './breakpoints';
import { useMedia } from './use-media';
import * as buttonStyles from './button.module.css';
import * as styles from './time-choice.module.css';

const CustomRange = lazy(() => import('./custom-range'));

const PRESETS = ['since:15m', 'since:1h', 'since:24h', 'since:7d', 'since:30d', ''];
const DAYS: readonly MessageKey[] = ['today', 'yesterday'];
const PERIOD = /^(?:since|last):(\d+(?:\.\d+)?)([smhdw])$/i;
const LAST: Readonly<Record<string, MessageKey>> = {
  s: 'lastSeconds',
  m: 'lastMinutes',
  h: 'lastHours',
  d: 'lastDays',
  w: 'lastWeeks',
};

/** A period that ends now, or a day, in words; `undefined` where it is something else. */
function usePeriodText(): (time: string) => string | undefined {
  const words = useWords();
  const { zone } = useClock();
  return (time) => {
    if (time === '') return words('rangeAll');
    const day = DAYS.findIndex((_, ago) => dayText(ago, Date.now(), zone) === time);
    if (day >= 0) return words(DAYS[day]!);
    const [, count, unit] = PERIOD.exec(time) ?? [];
    return unit && words(LAST[unit.toLowerCase()]!, { count: Number(count) });
  };
}

/** Which time is looked at. `time` is query text: `since:7d`, or `from:… to:…`. */
export function TimeChoice({ time, onChange }: { time: string; onChange(time: string): void }) {
  const words = useWords();
  const clock = useClock();
  const [custom, setCustom] = useState(false);
  const periodText = usePeriodText();
  const steps = useTimeSteps(time, onChange);
  // Where there is no room for buttons, the menu has them.
  const isNarrow = useMedia(MEDIA.tools);
  const ends = endsOf(time);
  const text = (value: string | undefined) => (value && /T/.test(value) ? clock.minute(value) : (value ?? '…'));
  const span = `${text(ends.from)} – ${text(ends.to)} ${zoneText(clock.zone)}`;
  const label = periodText(time) ?? (ends.from || ends.to ? span : time);
  return (
    <>
      <ActionMenu
        kind={`${buttonStyles.button} ${styles.timeChoice}`}
        align="start"
        label={`${words('timeRange')}: ${label}`}
        actions={[
          ...[...DAYS.map((_, ago) => dayText(ago, Date.now(), clock.zone)), ...PRESETS].map((value) => ({
            id: value || 'all',
            label: periodText(value)!,
            chosen: value === time,
            run: () => onChange(value),
          })),
          ...(isNarrow ? steps.filter(({ isPossible }) => isPossible) : []).map(({ key, icon, run }) => ({
            id: key,
            label: words(key),
            icon,
            run,
          })),
          {
            id: 'custom',
            label: `${words('rangeCustom')} …`,
            chosen: periodText(time) === undefined,
            run: () => setCustom(true),
          },
        ]}
      >
        <Icon name="clock" />
        <span>{label}</span>
        <Icon name="down" size={14} />
      </ActionMenu>
      {!isNarrow && <TimeSteps steps={steps} />}
      {custom && (
        <Suspense fallback={null}>
          <CustomRange from={ends.from} to={ends.to} onClose={() => setCustom(false)} onChange={onChange} />
        </Suspense>
      )}
    </>
  );
}

interface TimeStep {
  key: MessageKey;
  icon: IconName;
  isPossible: boolean;
  run(): void;
}

/** Earlier and later by its own length, and twice as long. */
function useTimeSteps(time: string, onChange: (time: string) => void): TimeStep[] {
  const { zone } = useClock();
  const span = spanOf(time, Date.now(), zone);
  const endsNow = !/\bto:/.test(time);
  const step = (key: MessageKey, icon: IconName, change: (span: Span, now: number) => Span): TimeStep => ({
    key,
    icon,
    isPossible: span !== undefined && !(key === 'timeLater' && endsNow),
    run: () => {
      const now = Date.now();
      const current = spanOf(time, now, zone);
      if (current) onChange(timeOf(change(current, now)));
    },
  });
  return [
    step('timeEarlier', 'left', (span, now) => shifted(span, -1, now)),
    step('timeLater', 'right', (span, now) => shifted(span, 1, now)),
    step('timeWider', 'wider', widened),
  ];
}

function TimeSteps({ steps }: { steps: readonly TimeStep[] }) {
  const words = useWords();
  return (
    <span class={styles.steps} role="group" aria-label={words('timeRange')}>
      {steps.map(({ key, icon, isPossible, run }) => (
        <button
          key={key}
          type="button"
          class={buttonStyles.icon}
          disabled={!isPossible}
          aria-label={words(key)}
          title={words(key)}
          onClick={run}
        >
          <Icon name={icon} />
        </button>
      ))}
    </span>
  );
}
