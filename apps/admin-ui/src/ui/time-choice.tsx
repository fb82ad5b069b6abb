import { useState } from 'preact/hooks';
import type { MessageKey } from '../i18n/translate';
import { useClock, useWords } from '../panel';
import { scan } from '../query/scan';
import { instantOf, localOf, zoneText } from '../time/zone';
import { Dialog } from './dialog';
import { Icon } from './icon';
import { ActionMenu } from './menu';

const PRESETS = ['since:15m', 'since:1h', 'since:24h', 'since:7d', 'since:30d', ''];
const HOUR_MS = 3_600_000;
const PERIOD = /^(?:since|last):(\d+(?:\.\d+)?)([smhdw])$/i;
const LAST: Readonly<Record<string, MessageKey>> = {
  s: 'lastSeconds',
  m: 'lastMinutes',
  h: 'lastHours',
  d: 'lastDays',
  w: 'lastWeeks',
};

/** A period that ends now, in words; `undefined` where it is something else. */
function usePeriodText(): (time: string) => string | undefined {
  const words = useWords();
  return (time) => {
    if (time === '') return words('rangeAll');
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
  const ends = Object.fromEntries(scan(time).map(({ field, value }) => [field, value.replaceAll('"', '')]));
  const text = (value: string | undefined) => (value && /T/.test(value) ? clock.minute(value) : (value ?? '…'));
  const label = periodText(time) ?? (ends['from'] || ends['to'] ? `${text(ends['from'])} – ${text(ends['to'])}` : time);
  return (
    <>
      <ActionMenu
        kind="button time-choice"
        align="start"
        label={`${words('timeRange')}: ${label}`}
        actions={[
          ...PRESETS.map((value) => ({
            id: value || 'all',
            label: periodText(value)!,
            chosen: value === time,
            run: () => onChange(value),
          })),
          {
            id: 'custom',
            label: `${words('rangeCustom')} …`,
            chosen: !PRESETS.includes(time),
            run: () => setCustom(true),
          },
        ]}
      >
        <Icon name="clock" />
        <span>{label}</span>
        <Icon name="down" size={14} />
      </ActionMenu>
      {custom && (
        <CustomRange from={ends['from']} to={ends['to']} onClose={() => setCustom(false)} onChange={onChange} />
      )}
    </>
  );
}

function CustomRange({
  from,
  to,
  onClose,
  onChange,
}: {
  from: string | undefined;
  to: string | undefined;
  onClose(): void;
  onChange(time: string): void;
}) {
  const words = useWords();
  const { zone } = useClock();
  const local = (text: string | undefined, fallback: number) => {
    const instant = new Date(text ?? fallback);
    return localOf(Number.isNaN(instant.getTime()) ? new Date(fallback) : instant, zone);
  };
  const [start, setStart] = useState(local(from, Date.now() - 24 * HOUR_MS));
  const [end, setEnd] = useState(local(to, Date.now()));
  return (
    <Dialog title={words('rangeCustom')} onClose={onClose} kind="dialog-small">
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          const [first, last] = [instantOf(start, zone), instantOf(end, zone)];
          onChange(
            [first && `from:${first.toISOString()}`, last && `to:${last.toISOString()}`].filter(Boolean).join(' '),
          );
          onClose();
        }}
      >
        <label class="field">
          <span>{words('rangeFrom')}</span>
          <input
            class="input"
            type="datetime-local"
            value={start}
            max={end}
            onInput={(event) => setStart(event.currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>{words('rangeTo')}</span>
          <input
            class="input"
            type="datetime-local"
            value={end}
            min={start}
            onInput={(event) => setEnd(event.currentTarget.value)}
          />
        </label>
        <small class="muted">{zoneText(zone)}</small>
        <button type="submit" class="button button-primary">
          {words('apply')}
        </button>
      </form>
    </Dialog>
  );
}
