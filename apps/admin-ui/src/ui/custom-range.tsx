import { useState } from 'preact/hooks';
import { useClock, useWords } from '../panel';
import { instantOf, localOf, zoneText } from '../time/zone';
import { Dialog } from './dialog';
import { InputField } from './input-field';
import * as buttons from './button.module.css';
import * as forms from './form.module.css';

const HOUR_MS = 3_600_000;

export default function CustomRange({
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
    <Dialog title={words('rangeCustom')} onClose={onClose} size="small">
      <form
        class={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          const [first, last] = [instantOf(start, zone), instantOf(end, zone)];
          onChange(
            [first && `from:${first.toISOString()}`, last && `to:${last.toISOString()}`].filter(Boolean).join(' '),
          );
          onClose();
        }}
      >
        <InputField label={words('rangeFrom')} type="datetime-local" value={start} max={end} onInput={setStart} />
        <InputField label={words('rangeTo')} type="datetime-local" value={end} min={start} onInput={setEnd} />
        <small class="muted">{zoneText(zone)}</small>
        <button type="submit" class={`${buttons.button} ${buttons.primary}`}>
          {words('apply')}
        </button>
      </form>
    </Dialog>
  );
}
