import { asOf } from '../../api/answer';
import { useOverview, useTimeline } from '../../api/questions';
import type { Figures, Overview as OverviewData } from '../../api/statistics-types';
import { formatPlace } from '../../location/place';
import { go } from '../../location/use-place';
import { useWords } from '../../panel';
import { splitTime, withTime } from '../../query/scan';
import { shareOf } from '../../ui/error-share';
import { useFormats } from '../../ui/format';
import { Histogram } from '../../ui/histogram';
import { Missing, NoFigures, Page, usePageQuery } from '../../ui/page';
import { PageFilters } from '../../ui/page-filters';
import { Shown, Skeleton } from '../../ui/states';
import { Change, ChangeOfShare } from './change';
import { ErrorGroups } from './error-groups';
import { MostActive, SlowestRoutes } from './most';
import { Movers } from './movers';
import * as figureStyles from '../../ui/figure.module.css';
import * as panels from '../../ui/panel.module.css';

export function Overview() {
  const words = useWords();
  const { query, time } = usePageQuery();
  const answer = useOverview(query);
  return (
    <Page title={words('overview')} lead={words('overviewLead')} tools={time}>
      <PageFilters error={answer.error} />
      <Missing spans={answer.data?.missing} />
      <Shown answer={answer}>
        {(overview) =>
          overview.current.calls + overview.previous.calls === 0 ? (
            <NoFigures icon="overview" missing={overview.missing} title={words('noRoutesTitle')} />
          ) : (
            <Content overview={overview} query={query} />
          )
        }
      </Shown>
    </Page>
  );
}

interface Card {
  label: string;
  value(figures: Figures): number | null;
  text(value: number): string;
  /** Whether more is worse. */
  worse?: boolean;
  /** Whether a change is given in percentage points. */
  isShare?: boolean;
}

function Content({ overview: { current, previous, movers }, query }: { overview: OverviewData; query: string }) {
  const words = useWords();
  const { words: asked } = splitTime(query);
  const timeline = useTimeline(query);
  return (
    <>
      <dl class={`${figureStyles.list} ${figureStyles.cards}`}>
        {useCards().map(({ label, value, text, worse, isShare }) => (
          <FigureCard
            key={label}
            label={label}
            now={value(current)}
            before={previous.calls > 0 ? value(previous) : null}
            text={text}
            worse={worse ?? false}
            isShare={isShare ?? false}
          />
        ))}
      </dl>
      <section class={panels.panel}>
        <h2>{words('histogram')}</h2>
        {timeline.data ? (
          <Histogram
            timeline={timeline.data}
            asOf={asOf(timeline)}
            height={200}
            asked={asked}
            onSelect={(from, to) =>
              go(formatPlace({ path: '/', params: { q: withTime(asked, `from:${from} to:${to}`) } }))
            }
          />
        ) : (
          <Skeleton rows={4} />
        )}
        {timeline.data?.unfinished && <p class={`muted ${panels.note}`}>{words('unfinishedNote')}</p>}
      </section>
      <ErrorGroups query={query} />
      <div class={panels.grid}>
        <SlowestRoutes query={query} />
        <MostActive query={query} />
      </div>
      <Movers movers={movers} query={query} />
    </>
  );
}

function useCards(): Card[] {
  const words = useWords();
  const formats = useFormats();
  return [
    { label: words('figureCalls'), value: ({ calls }) => calls, text: formats.compact },
    { label: words('figurePerMinute'), value: ({ calls_per_minute }) => calls_per_minute, text: formats.rate },
    { label: words('figureUsers'), value: ({ active_users }) => active_users, text: formats.compact },
    ...(['4xx', '5xx'] as const).map((errors) => ({
      label: words(errors === '4xx' ? 'figureClientErrors' : 'figureServerErrors'),
      value: (figures: Figures) => shareOf(figures, errors),
      text: formats.percent,
      worse: true,
      isShare: true,
    })),
    { label: words('figureP95'), value: ({ p95 }) => p95, text: formats.duration, worse: true },
  ];
}

function FigureCard({
  label,
  now,
  before,
  text,
  worse,
  isShare,
}: {
  label: string;
  now: number | null;
  before: number | null;
  text(value: number): string;
  worse: boolean;
  isShare: boolean;
}) {
  const words = useWords();
  return (
    <div class={figureStyles.figure}>
      <dt>{label}</dt>
      <dd>
        <span class={figureStyles.value}>{now === null ? '–' : text(now)}</span>
        <span class={figureStyles.before}>
          {now !== null &&
            before !== null &&
            (isShare ? <ChangeOfShare now={now} before={before} /> : <Change now={now} before={before} tone={worse} />)}
          <span class="muted">{before === null ? words('noBefore') : words('beforeWas', { value: text(before) })}</span>
        </span>
      </dd>
    </div>
  );
}
