import { lazy, Suspense } from 'preact/compat';
import { useState } from 'preact/hooks';
import { asOf } from '../../api/answer';
import { useWords } from '../../panel';
import { Dialog } from '../../ui/dialog';
import { MEDIA } from '../../ui/breakpoints';
import { useMedia } from '../../ui/use-media';
import { ExplorerTools } from './explorer-tools';
import { ExplorerTop } from './explorer-top';
import { FacetList } from './facets';
import { ComparedRecords, OpenedRecord } from './opened-record';
import { RecordsPane } from './records-pane';
import { type Answers, type Question, useAnswers, useQuestion } from './use-explorer';
import { useSelection } from './use-selection';
import { keptTime } from '../../location/use-kept-time';
import { go } from '../../location/use-place';
import { personPlace } from '../../ui/person-link';
import { useShortcuts } from './use-shortcuts';
import * as styles from './explorer.module.css';

const Shortcuts = lazy(() => import('./shortcuts'));

/** The log: requests over time, records, facets, and the open record. */
export function Explorer() {
  const words = useWords();
  const phone = useMedia(MEDIA.phone);
  const [open, setOpen] = useState<'filters' | 'help'>();
  const [atTop, setAtTop] = useState(true);
  const [paused, setPaused] = useState(false);
  const question = useQuestion();
  const { params, change } = question;
  const answers = useAnswers(question, atTop && !paused && !params['record']);
  const selection = useSelection(question, answers.list);
  const { selected, comparing } = selection;
  const close = () => setOpen(undefined);
  useShortcuts({
    help: () => setOpen('help'),
    search: () => document.getElementById('query')?.focus(),
    live: () => change({ live: params['live'] === '1' ? null : '1' }),
    person: () => {
      const id = answers.list.find(({ _id }) => _id === selected)?.user_id;
      if (id !== null && id !== undefined) go(personPlace(id, keptTime()));
    },
    close: () => selected && selection.select(null),
  });
  const filters = <Filters question={question} answers={answers} />;
  return (
    <div class={`${styles.explorer} ${selected && !comparing ? styles.withRecord : ''}`}>
      <h1 class="visually-hidden">{words('explorer')}</h1>
      <ExplorerTop question={question} answers={answers} height={phone ? 72 : 88}>
        <ExplorerTools
          question={question}
          answers={answers}
          paused={paused}
          onPause={setPaused}
          onFilters={phone ? () => setOpen('filters') : undefined}
          onHelp={() => setOpen('help')}
        />
      </ExplorerTop>
      <div class={styles.body}>
        {!phone && (
          <aside class={styles.facets} aria-label={words('facets')}>
            {filters}
          </aside>
        )}
        <RecordsPane
          question={question}
          answers={answers}
          selection={selection}
          inert={phone && selected !== undefined}
          onScrolled={setAtTop}
        />
        <OpenedRecord question={question} selection={selection} />
      </div>
      <ComparedRecords question={question} selection={selection} />
      {open === 'filters' && (
        <Dialog title={words('facets')} onClose={close} size="sheet">
          {filters}
        </Dialog>
      )}
      {open === 'help' && (
        <Suspense fallback={null}>
          <Shortcuts onClose={close} />
        </Suspense>
      )}
    </div>
  );
}

function Filters({ question: { query, setQuery }, answers: { facets } }: { question: Question; answers: Answers }) {
  if (facets.error && !facets.data) return null;
  return <FacetList facets={facets.data} asOf={asOf(facets)} query={query} onChange={setQuery} />;
}
