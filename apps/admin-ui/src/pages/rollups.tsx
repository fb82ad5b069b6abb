import type { ComponentChildren } from 'preact';
import type { Health } from '../api/health-types';
import type { MessageKey } from '../i18n/translate';
import { useClock, useWords } from '../panel';
import { visible } from '../text/visible';
import { CopyButton } from '../ui/copy-button';
import { useFormats } from '../ui/format';
import { Pairs, Panel } from '../ui/pairs';
import * as styles from './rollups.module.css';

const LABELS: Readonly<Record<string, MessageKey>> = {
  'waiting.minutes': 'rollupsMinutes',
  'waiting.hours': 'rollupsHours',
  'waiting.days': 'rollupsDays',
  oldest: 'rollupsOldest',
  lag_ms: 'rollupsLag',
  covered_from: 'rollupsCovered',
  lease: 'rollupsOwner',
  'lease.owner': 'rollupsOwner',
  'lease.until': 'rollupsUntil',
  problem: 'rollupsProblem',
};
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const OWNER_LENGTH = 8;

/** How far the statistics that are kept next to the records have come. A store of the host's own may say other things. */
export function Rollups({ rollups, isKnown }: { rollups: Health['rollups']; isKnown: boolean }) {
  const words = useWords();
  const clock = useClock();
  const formats = useFormats();
  const content = (name: string, value: unknown): ComponentChildren => {
    if (value === null || value === undefined) return '–';
    if (name === 'lag_ms' && typeof value === 'number') return formats.span(value);
    if (typeof value === 'number') return formats.number(value);
    if (typeof value !== 'string') return visible(JSON.stringify(value));
    if (name === 'lease.owner') return <Owner name={value} />;
    if (!INSTANT.test(value)) return visible(value);
    if (Date.parse(value) > 0) return clock.short(value);
    // The beginning of time stands for no time at all.
    return name === 'covered_from' ? words('rollupsFromBeginning') : '–';
  };
  const label = (name: string) => (Object.hasOwn(LABELS, name) ? words(LABELS[name]!) : visible(name));
  return (
    <Panel title={words('rollups')}>
      {rollups ? (
        <Pairs pairs={flat(rollups).map(([name, value]) => [label(name), content(name, value)])} />
      ) : (
        <p class="muted">{words(isKnown ? 'rollupsOff' : 'unknown')}</p>
      )}
    </Panel>
  );
}

/** The end of the name tells one process from another; the host it runs on is for those who ask. */
function Owner({ name }: { name: string }) {
  const words = useWords();
  const text = visible(name);
  const short = text.split(':').at(-1)!.slice(-OWNER_LENGTH);
  if (short === text) return <bdi>{text}</bdi>;
  return (
    <span class={styles.owner}>
      <bdi title={text}>…{short}</bdi>
      <CopyButton label={words('copyValue')} text={() => name} />
    </span>
  );
}

/** Entries of nested objects under the names that lead to them. */
function flat(object: Record<string, unknown>, prefix = ''): [string, unknown][] {
  return Object.entries(object).flatMap(([name, value]) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? flat(value as Record<string, unknown>, `${prefix}${name}.`)
      : [[`${prefix}${name}`, value] as [string, unknown]],
  );
}
