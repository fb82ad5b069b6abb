import { useEffect, useRef, useState } from 'preact/hooks';
import { useQueryFields } from '../../api/questions';
import type { Facets } from '../../api/facet-types';
import { useWords } from '../../panel';
import { type Suggestion, suggestionsAt } from '../../query/complete';

/** The typed text, its completions, and the keys of a combobox. */
export function useQueryBox(value: string, facets: Facets, onSubmit: (text: string) => void) {
  const words = useWords();
  const fields = useQueryFields();
  const input = useRef<HTMLInputElement>(null);
  const [draft, setDraft] = useState(value);
  const [caret, setCaret] = useState<number>();
  const [active, setActive] = useState(-1);
  useEffect(() => setDraft(value), [value]);

  const suggestions =
    caret === undefined ? [] : suggestionsAt(draft, caret, fields, facets, (count) => words('calls', { count }));
  const open = suggestions.length > 0;
  const close = () => {
    setCaret(undefined);
    setActive(-1);
  };
  const submit = (text = draft) => {
    close();
    onSubmit(text.trim());
  };
  const accept = ({ insert, start, end }: Suggestion) => {
    const next = draft.slice(0, start) + insert + draft.slice(end).replace(/^ /, '');
    setDraft(next);
    setActive(-1);
    const position = start + insert.length;
    setCaret(position);
    queueMicrotask(() => {
      input.current?.focus();
      input.current?.setSelectionRange(position, position);
    });
  };
  const follow = () => setCaret(input.current?.selectionStart ?? undefined);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      if (!open) follow();
      else {
        const step = event.key === 'ArrowDown' ? 1 : -1;
        setActive((active + step + suggestions.length + (active < 0 && step < 0 ? 1 : 0)) % suggestions.length);
      }
    } else if (event.key === 'Enter') {
      const chosen = suggestions[active];
      if (chosen) accept(chosen);
      else submit();
    } else if (event.key === 'Tab' && open && active >= 0) accept(suggestions[active]!);
    else if (event.key === 'Escape' && open) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return { input, draft, setDraft, setActive, active, suggestions, open, close, submit, accept, follow, onKeyDown };
}
