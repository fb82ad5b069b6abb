import { useEffect, useState } from 'preact/hooks';
import { Icon } from '../../ui/icon';
import { useDebounced } from '../../ui/use-debounced';
import * as filterFields from '../../ui/filter-field.module.css';
import * as forms from '../../ui/form.module.css';
import * as inputs from '../../ui/input.module.css';

export function TextFilter({ label, value, onChange }: { label: string; value: string; onChange(text: string): void }) {
  const [text, setText] = useState(value);
  const wanted = useDebounced(text.trim(), 250);
  useEffect(() => {
    if (wanted !== value) onChange(wanted);
  }, [wanted]);
  // Back and forward change the address, not the field.
  useEffect(() => {
    if (value !== wanted) setText(value);
  }, [value]);
  return (
    <label class={filterFields.search}>
      <Icon name="search" />
      <input
        class={inputs.input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </label>
  );
}

export function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly (readonly [value: string, text: string])[];
  onChange(value: string): void;
}) {
  return (
    <label class={`${forms.inline} ${filterFields.select}`}>
      <span>{label}</span>
      <select class={inputs.input} value={value} onChange={(event) => onChange(event.currentTarget.value)}>
        {options.map(([each, text]) => (
          <option key={each} value={each}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
