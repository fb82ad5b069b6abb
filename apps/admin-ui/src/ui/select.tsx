import * as filterFields from './filter-field.module.css';
import * as forms from './form.module.css';
import * as inputs from './input.module.css';

/** Value, text, and the text's language where it is another one than the page's. */
export type SelectOption<Value extends string> = readonly [value: Value, text: string, lang?: string];

export function Select<Value extends string>({
  label,
  value,
  options,
  isInForm = false,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly SelectOption<Value>[];
  isInForm?: boolean;
  onChange(value: Value): void;
}) {
  return (
    <label class={`${forms.inline} ${isInForm ? forms.field : filterFields.select}`}>
      <span>{label}</span>
      <select class={inputs.input} value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
        {options.map(([each, text, lang]) => (
          <option key={each} value={each} lang={lang}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}
