import type { ComponentChildren } from 'preact';
import { useScrollPlace } from '../location/scroll-place';
import { useParams, usePlace } from '../location/use-place';
import { DEFAULT_QUERY } from '../query/default-query';
import { splitTime, withTime } from '../query/scan';
import { useWords } from '../panel';
import type { Span } from '../api/statistics-types';
import { Icon, type IconName } from './icon';
import { State } from './states';
import { TimeChoice } from './time-choice';
import * as buttons from './button.module.css';
import * as notes from './note.module.css';
import * as styles from './page.module.css';

export function Page({
  title,
  lead,
  tools,
  children,
}: {
  title: ComponentChildren;
  lead?: ComponentChildren;
  tools?: ComponentChildren;
  children: ComponentChildren;
}) {
  useScrollPlace(() => document.getElementById('content'), usePlace().path);
  return (
    <div class={styles.page}>
      <header class={styles.header}>
        <div>
          <h1>{title}</h1>
          {lead && <p class="lead">{lead}</p>}
        </div>
        {tools && <div class={styles.tools}>{tools}</div>}
      </header>
      {children}
    </div>
  );
}

/** The query of a page other than the explorer, and the choice of its time. */
export function usePageQuery(): { query: string; time: ComponentChildren } {
  const [params, change] = useParams();
  const query = params['q'] ?? DEFAULT_QUERY;
  const { words, time } = splitTime(query);
  const setTime = (next: string) => {
    const q = withTime(words, next);
    change({ q: q === DEFAULT_QUERY ? null : q });
  };
  return { query, time: <TimeChoice time={time} onChange={setTime} /> };
}

/** Leads from a time in which there was nothing to all of it. */
export function AllTime() {
  const words = useWords();
  const [params, change] = useParams();
  const { words: asked, time } = splitTime(params['q'] ?? DEFAULT_QUERY);
  if (time === '') return null;
  return (
    <button type="button" class={buttons.button} onClick={() => change({ q: asked })}>
      {words('lookAllTime')}
    </button>
  );
}

/** In place of figures that are all zero: there was no call, or the calls could not be counted. */
export function NoFigures({ icon, missing, title }: { icon: IconName; missing: readonly Span[]; title: string }) {
  const words = useWords();
  if (missing.length === 0) return <State icon={icon} title={title} actions={<AllTime />} />;
  return (
    <State icon={icon} title={words('notCountedTitle')}>
      {words('notCountedLead')}
    </State>
  );
}

export function Missing({ spans }: { spans: readonly Span[] | undefined }) {
  const words = useWords();
  if (!spans || spans.length === 0) return null;
  return (
    <p class={`${notes.note} ${notes.warning}`} role="status">
      <Icon name="clock" /> {words('missingSpans')}
    </p>
  );
}
