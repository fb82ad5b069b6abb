import type { ComponentChildren } from 'preact';
import { asOf } from '../../api/answer';
import { useOverview, useTimeline } from '../../api/questions';
import type { Figures, Overview as OverviewData } from '../../api/statistics-types';
import { formatPlace } from '../../location/place';
import { go } from '../../location/use-place';
import { useWords } from '../../panel';
import { condition, splitTime, withTime } from '../../query/scan';
import { shareOf } from '../../ui/error-share';
import { useFormats } from '../../ui/format';
import { HandlerName } from '../../ui/handler-name';
import { Histogram } from '../../ui/histogram';
import { Link } from '../../ui/link';
import { Icon } from '../../ui/icon';
import { Missing, NoFigures, Page, usePageQuery } from '../../ui/page';
import { PageFilters } from '../../ui/page-filters';
import { Shown, Skeleton } from '../../ui/states';
import { ShareBar } from '../../ui/share-bar';
import { ErrorGroups } from './error-groups';
import { MostActive, SlowestRoutes } from './most';

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
  const formats = useFormats();
  const { words: asked } = splitTime(query);
  const timeline = useTimeline(query);
  const cards: Card[] = [
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
  const highest = Math.max(1, ...movers.map(({ calls, calls_before: before }) => Math.abs(calls - before)));
  return (
    <>
      <dl class="figures figures-cards">
        {cards.map(({ label, value, text, worse, isShare }) => (
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
      <section class="panel">
        <h2>{words('histogram')}</h2>
        {timeline.data ? (
          <Histogram
            timeline={timeline.data}
            asOf={asOf(timeline)}
            height={200}
            onSelect={(from, to) =>
              go(formatPlace({ path: '/', params: { q: withTime(asked, `from:${from} to:${to}`) } }))
            }
          />
        ) : (
          <Skeleton rows={4} />
        )}
        {timeline.data?.unfinished && <p class="muted panel-note">{words('unfinishedNote')}</p>}
      </section>
      <ErrorGroups query={query} />
      <div class="panels">
        <SlowestRoutes query={query} />
        <MostActive query={query} />
      </div>
      <section class="panel">
        <h2>{words('movers')}</h2>
        <p class="muted panel-note">{words('moversHint')}</p>
        {movers.length === 0 ? (
          <p>{words('noMovers')}</p>
        ) : (
          <ul class="shares movers">
            {movers.map(({ namespace, url_name, method, calls, calls_before: before }) => {
              const more = calls >= before;
              const handler = namespace === null ? url_name : `${namespace}.${url_name}`;
              const name = <HandlerName namespace={namespace} urlName={url_name} />;
              return (
                <li key={`${namespace}.${url_name} ${method}`}>
                  <ShareBar share={Math.abs(calls - before) / highest} tone={more ? 'more' : 'less'}>
                    <span class="facet-label">
                      {handler === null ? (
                        name
                      ) : (
                        <Link
                          href={formatPlace({ path: '/', params: { q: withTime(condition('name', handler), query) } })}
                        >
                          {name}
                        </Link>
                      )}
                    </span>
                    <span class="facet-count">
                      <span class="muted">{formats.compact(before)}</span>
                      <Icon name="right" size={12} />
                      {formats.compact(calls)}
                      <Change now={calls} before={before} />
                    </span>
                  </ShareBar>
                </li>
              );
            })}
          </ul>
        )}
      </section>
    </>
  );
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
    <div class="figure">
      <dt>{label}</dt>
      <dd>
        <span class="figure-value">{now === null ? '–' : text(now)}</span>
        <span class="figure-before">
          {now !== null &&
            before !== null &&
            (isShare ? <ChangeOfShare now={now} before={before} /> : <Change now={now} before={before} tone={worse} />)}
          <span class="muted">{before === null ? words('noBefore') : words('beforeWas', { value: text(before) })}</span>
        </span>
      </dd>
    </div>
  );
}

/** @param tone whether going up is bad; without it, neither is */
function Change({ now, before, tone }: { now: number; before: number; tone?: boolean }): ComponentChildren {
  const words = useWords();
  const formats = useFormats();
  if (before === 0) return null;
  const change = now / before - 1;
  if (Math.abs(change) < 0.005) return <span class="change">{words('changeNone')}</span>;
  return <Direction up={change > 0} text={formats.percent(Math.abs(change))} tone={tone ?? false} />;
}

/** From 1 % to 2 % is one point more: a hundred percent more would say too much. */
function ChangeOfShare({ now, before }: { now: number; before: number }): ComponentChildren {
  const words = useWords();
  const points = Math.round((now - before) * 1_000) / 10;
  if (points === 0) return <span class="change">{words('changeNone')}</span>;
  return <Direction up={points > 0} text={words('points', { count: Math.abs(points) })} tone />;
}

function Direction({ up, text, tone }: { up: boolean; text: string; tone: boolean }) {
  const words = useWords();
  const kind = tone ? (up ? 'change-bad' : 'change-good') : '';
  return (
    <span class={`change ${kind}`} aria-label={words(up ? 'changeUp' : 'changeDown', { change: text })} role="img">
      <Icon name={up ? 'up' : 'down'} size={12} />
      {text}
    </span>
  );
}
