import type { ComponentProps } from 'preact';
import * as forms from './form.module.css';
import * as inputs from './input.module.css';

interface InputFieldProps extends Omit<ComponentProps<'input'>, 'label' | 'onInput'> {
  label: string;
  hint?: string;
  onInput(value: string): void;
}

export function InputField({ label, hint, onInput, ...input }: InputFieldProps) {
  return (
    <label class={forms.field}>
      <span>{label}</span>
      <input class={inputs.input} {...input} onInput={(event) => onInput(event.currentTarget.value)} />
      {hint !== undefined && <small>{hint}</small>}
    </label>
  );
}
