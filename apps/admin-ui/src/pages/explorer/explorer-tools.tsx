import { ApiError } from '../../api/client';
import { useMay, useWords } from '../../panel';
import { splitTime, withTime } from '../../query/scan';
import { useRefresh } from '../../refresh';
import { Icon } from '../../ui/icon';
import { TimeChoice } from '../../ui/time-choice';
import { ExportMenu } from './export-menu';
import { LiveControl } from './live-control';
import { QueryBox } from './query-box';
import type { Answers, Question } from './use-explorer';
import * as buttons from '../../ui/button.module.css';
import * as styles from './tools.module.css';

interface Props {
  question: Question;
  answers: Answers;
  paused: boolean;
  onPause(paused: boolean): void;
  /** Opens the filters, where the page has no column for them. */
  onFilters: (() => void) | undefined;
  onHelp(): void;
}

/** The query, its time range, and actions on the result. */
export function ExplorerTools({ question, answers, paused, onPause, onFilters, onHelp }: Props) {
  const words = useWords();
  const may = useMay();
  const { params, change, asked, time, sent, setQuery } = question;
  const { live, list } = answers;
  return (
    <div class={styles.tools}>
      <Ask question={question} answers={answers} />
      <TimeChoice time={time} onChange={(next) => setQuery(withTime(asked, next))} />
      {onFilters && (
        <button
          type="button"
          class={`${buttons.button} ${styles.labelled}`}
          aria-label={words('facets')}
          onClick={onFilters}
        >
          <Icon name="filter" />
        </button>
      )}
      <LiveControl
        live={live}
        following={params['live'] === '1'}
        paused={paused}
        onFollow={(on) => change({ live: on ? '1' : null })}
        onPause={onPause}
      />
      {may.export && <ExportMenu query={sent} seen={list.length} />}
      <button
        type="button"
        class={`${buttons.icon} ${styles.help}`}
        aria-label={words('keyboardHelp')}
        title={words('keyboardHelp')}
        onClick={onHelp}
      >
        <Icon name="help" size={18} />
      </button>
    </div>
  );
}

/** Submitting an unchanged query queries the server again. */
function Ask({ question: { asked, time, setQuery }, answers }: Pick<Props, 'question' | 'answers'>) {
  const refresh = useRefresh();
  const { error } = answers.records;
  return (
    <QueryBox
      value={asked}
      facets={answers.facets.data ?? {}}
      problem={error instanceof ApiError ? error.query : undefined}
      onSubmit={(text) => {
        const own = splitTime(text);
        const next = withTime(own.words, own.time || time);
        if (next === withTime(asked, time)) refresh();
        else setQuery(next);
      }}
    />
  );
}
