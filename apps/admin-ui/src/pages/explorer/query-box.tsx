import { lazy, Suspense } from 'preact/compat';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Facets } from '../../api/facet-types';
import type { QueryProblem } from '../../api/panel-types';
import { useQueryFields } from '../../api/questions';
import { usePanel, useWords } from '../../panel';
import { type Suggestion, suggestionsAt } from '../../query/complete';
import { visible } from '../../text/visible';
import { Icon } from '../../ui/icon';
import { useMedia } from '../../ui/use-media';

const ProblemMessage = lazy(() => import('./problem-message'));

export function QueryBox({
  value,
  facets,
  problem,
  onSubmit,
}: {
  value: string;
  facets: Facets;
  problem: QueryProblem | undefined;
  onSubmit(text: string): void;
}) {
  const words = useWords();
  const { translator } = usePanel();
  const fields = useQueryFields();
  const narrow = useMedia('(max-width: 760px)');
  const id = useId();
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

  return (
    <form
      class="query"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div class={`query-field${problem ? ' query-field-wrong' : ''}`}>
        <Icon name="search" size={18} />
        <input
          ref={input}
          id="query"
          class="query-input"
          type="text"
          role="combobox"
          dir="ltr"
          spellcheck={false}
          autoComplete="off"
          autoCapitalize="off"
          enterKeyHint="search"
          aria-label={words('query')}
          placeholder={words(narrow ? 'queryPlaceholderShort' : 'queryPlaceholder')}
          aria-expanded={open}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={open && active >= 0 ? `${id}-${active}` : undefined}
          aria-invalid={problem !== undefined}
          aria-describedby={problem ? `${id}-problem` : undefined}
          value={draft}
          onInput={(event) => {
            setDraft(event.currentTarget.value);
            setActive(-1);
            follow();
          }}
          onClick={follow}
          onKeyDown={onKeyDown}
          onBlur={close}
        />
        {draft !== '' && (
          <button
            type="button"
            class="icon-button"
            aria-label={words('clearQuery')}
            title={words('clearQuery')}
            onClick={() => submit('')}
          >
            <Icon name="close" />
          </button>
        )}
        <button type="submit" class="button button-primary button-small query-submit">
          {words('runQuery')}
        </button>
      </div>
      <ul
        id={`${id}-list`}
        role="listbox"
        class="suggestions"
        aria-label={words('suggestions')}
        hidden={!open}
        dir="ltr"
      >
        {suggestions.map((suggestion, index) => (
          <li
            key={suggestion.label}
            id={`${id}-${index}`}
            role="option"
            class={index === active ? 'suggestion suggestion-active' : 'suggestion'}
            aria-selected={index === active}
            onMouseDown={(event) => {
              event.preventDefault();
              accept(suggestion);
            }}
          >
            <code>{visible(suggestion.label)}</code>
            <span class="muted">{visible(suggestion.hint)}</span>
          </li>
        ))}
      </ul>
      <span class="visually-hidden" role="status">
        {open ? translator.number.format(suggestions.length) : ''}
      </span>
      {problem && (
        <div class="query-problem" id={`${id}-problem`} role="alert">
          <code class="query-place" dir="ltr">
            {visible(draft.slice(Math.max(0, problem.position - 40), problem.position))}
            <mark>
              {visible(draft.slice(problem.position, problem.position + problem.length)) || words('queryHere')}
            </mark>
            {visible(draft.slice(problem.position + problem.length, problem.position + problem.length + 40))}
          </code>
          <Suspense fallback={null}>
            <ProblemMessage problem={problem} />
          </Suspense>
        </div>
      )}
    </form>
  );
}
