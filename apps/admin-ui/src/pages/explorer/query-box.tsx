import { lazy, Suspense } from 'preact/compat';
import { useId } from 'preact/hooks';
import type { Facets } from '../../api/facet-types';
import type { QueryProblem } from '../../api/panel-types';
import { usePanel, useWords } from '../../panel';
import { visible } from '../../text/visible';
import { Icon } from '../../ui/icon';
import { MEDIA } from '../../ui/breakpoints';
import { useMedia } from '../../ui/use-media';
import { useQueryBox } from './use-query-box';
import { IconButton } from '../../ui/icon-button';
import * as buttons from '../../ui/button.module.css';
import * as styles from './query.module.css';
import * as suggestionStyles from './suggestion.module.css';

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
  const narrow = useMedia(MEDIA.phone);
  const id = useId();
  const box = useQueryBox(value, facets, onSubmit);
  const { draft, open, active, submit } = box;
  return (
    <form
      class={styles.query}
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div class={`${styles.field} ${problem ? styles.wrong : ''}`}>
        <Icon name="search" size={18} />
        <input
          ref={box.input}
          id="query"
          class={styles.input}
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
            box.setDraft(event.currentTarget.value);
            box.setActive(-1);
            box.follow();
          }}
          onClick={box.follow}
          onKeyDown={box.onKeyDown}
          onBlur={box.close}
        />
        {draft !== '' && <IconButton icon="close" label={words('clearQuery')} onClick={() => submit('')} />}
        <button type="submit" class={`${buttons.button} ${buttons.primary} ${buttons.small} ${styles.submit}`}>
          {words('runQuery')}
        </button>
      </div>
      <Suggestions id={id} box={box} />
      <span class="visually-hidden" role="status">
        {open ? translator.number.format(box.suggestions.length) : ''}
      </span>
      {problem && <Problem id={`${id}-problem`} problem={problem} draft={draft} />}
    </form>
  );
}

function Suggestions({ id, box }: { id: string; box: ReturnType<typeof useQueryBox> }) {
  const words = useWords();
  const { suggestions, open, active, accept } = box;
  return (
    <ul
      id={`${id}-list`}
      role="listbox"
      class={suggestionStyles.list}
      aria-label={words('suggestions')}
      hidden={!open}
      dir="ltr"
    >
      {suggestions.map((suggestion, index) => (
        <li
          key={suggestion.label}
          id={`${id}-${index}`}
          role="option"
          class={`${suggestionStyles.suggestion} ${index === active ? suggestionStyles.active : ''}`}
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
  );
}

function Problem({ id, problem, draft }: { id: string; problem: QueryProblem; draft: string }) {
  const words = useWords();
  return (
    <div class={styles.problem} id={id} role="alert">
      <code class={styles.place} dir="ltr">
        {visible(draft.slice(Math.max(0, problem.position - 40), problem.position))}
        <mark>{visible(draft.slice(problem.position, problem.position + problem.length)) || words('queryHere')}</mark>
        {visible(draft.slice(problem.position + problem.length, problem.position + problem.length + 40))}
      </code>
      <Suspense fallback={null}>
        <ProblemMessage problem={problem} />
      </Suspense>
    </div>
  );
}
