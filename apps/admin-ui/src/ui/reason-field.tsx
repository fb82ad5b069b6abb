import { useSettings, useWords } from '../panel';
import { InputField } from './input-field';

const SHORTEST = 3;
const LONGEST = 500;

/** Whether a reason will do: one that need not be given may be left out. */
export function useReasonRule(): (reason: string) => boolean {
  const { reason_required: isRequired = true } = useSettings();
  return (reason) => (reason.trim() === '' ? !isRequired : reason.trim().length >= SHORTEST);
}

export function ReasonField({ value, onInput }: { value: string; onInput(reason: string): void }) {
  const words = useWords();
  return (
    <InputField
      label={words('reason')}
      value={value}
      maxLength={LONGEST}
      autoComplete="off"
      placeholder={words('reasonHint')}
      onInput={onInput}
    />
  );
}
