import * as filterFields from './filter-field.module.css';
import { Icon } from './icon';
import * as inputs from './input.module.css';

export function SearchField({ label, value, onInput }: { label: string; value: string; onInput(value: string): void }) {
  return (
    <label class={filterFields.search}>
      <Icon name="search" />
      <input
        class={inputs.input}
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onInput={(event) => onInput(event.currentTarget.value)}
      />
    </label>
  );
}
