import { useEffect, useState } from 'preact/hooks';
import { SearchField } from '../../ui/search-field';
import { useDebounced } from '../../ui/use-debounced';

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
  return <SearchField label={label} value={text} onInput={setText} />;
}
