import { useNames } from '../../api/names';
import { useState } from 'preact/hooks';
import type { AsOf } from '../../api/answer';
import { FACETS, type Facet, type FacetName, type Facets, type FacetValue } from '../../api/facet-types';
import type { MessageKey } from '../../i18n/translate';
import { usePanel, useWords } from '../../panel';
import { includes, including, toggled, without } from '../../query/edit';
import { scan } from '../../query/scan';
import { countryIn } from '../../text/country';
import { visible } from '../../text/visible';
import { statusClass, useOutcome } from '../../ui/badge';
import { useFormats } from '../../ui/format';
import { shortController } from '../../ui/handler-name';
import { Icon } from '../../ui/icon';
import { ShareBar } from '../../ui/share-bar';
import { Skeleton } from '../../ui/states';
import * as buttons from '../../ui/button.module.css';
import * as shares from '../../ui/share.module.css';
import * as styles from './facet.module.css';
import * as answers from '../../ui/shown.module.css';

const SHOWN = 6;
const TITLES: Record<FacetName, MessageKey> = {
  status: 'facetStatus',
  method: 'facetMethod',
  name: 'facetName',
  user: 'facetUser',
  country: 'facetCountry',
  outcome: 'facetOutcome',
  duration: 'facetDuration',
};

const NONE: Partial<Record<FacetName, MessageKey>> = { user: 'anonymous', name: 'noRoute', method: 'facetEvent' };

export function FacetList({
  facets,
  asOf,
  query,
  onChange,
}: {
  facets: Facets | undefined;
  asOf: AsOf;
  query: string;
  onChange(query: string): void;
}) {
  if (!facets) return <Skeleton rows={10} />;
  return (
    <div class={answers.answer} {...asOf}>
      {FACETS.map((name) => {
        const facet = facets[name];
        return facet && facet.values.length > 0 ? (
          <FacetValues key={name} name={name} facet={facet} query={query} onChange={onChange} />
        ) : null;
      })}
    </div>
  );
}

function FacetValues({
  name,
  facet,
  query,
  onChange,
}: {
  name: FacetName;
  facet: Facet;
  query: string;
  onChange(query: string): void;
}) {
  const words = useWords();
  const label = useFacetLabel(name);
  const [all, setAll] = useState(false);
  const names = useNames(name === 'user' ? shownOf(facet.values, all).map(({ value }) => value) : []);
  const highest = Math.max(...facet.values.map(({ count }) => count));
  const shown = shownOf(facet.values, all);
  const rest = facet.values.length - shown.length;
  return (
    <details class={styles.facet} open>
      <summary>
        {words(TITLES[name])}
        {!facet.complete && <span class={styles.note}>{words('facetsCounted', { count: facet.counted })}</span>}
      </summary>
      <ul>
        {shown.map((value, index) => (
          <Value
            key={value.query}
            value={value}
            text={names[index] ? visible(names[index].label) : label(value)}
            title={names[index] && visible(`${names[index].label} · ${String(value.value)}`)}
            share={value.count / highest}
            isStatus={name === 'status'}
            query={query}
            onChange={onChange}
          />
        ))}
      </ul>
      {facet.unlisted > 0 && <small class={styles.note}>{words('facetsUnlisted', { count: facet.unlisted })}</small>}
      {rest > 0 && (
        <button
          type="button"
          class={`${buttons.button} ${buttons.quiet} ${buttons.small}`}
          onClick={() => setAll(true)}
        >
          {words('more', { count: rest })}
        </button>
      )}
    </details>
  );
}

function Value({
  value: { value, count, query: own },
  text,
  title = text,
  share,
  isStatus,
  query,
  onChange,
}: {
  value: FacetValue;
  text: string;
  title?: string | undefined;
  share: number;
  isStatus: boolean;
  query: string;
  onChange(query: string): void;
}) {
  const words = useWords();
  const formats = useFormats();
  const chosen = includes(query, own);
  const pieces = scan(own);
  const negated = pieces.map((piece) => `-${piece.text}`).join(' ');
  return (
    <li class={`${styles.value} ${chosen ? styles.chosen : ''}`}>
      <button
        type="button"
        class={styles.button}
        aria-pressed={chosen}
        title={title}
        onClick={() => onChange(toggled(query, own))}
      >
        <ShareBar share={share} tone={isStatus ? `status-${typeof value === 'number' ? value : 'none'}` : 'plain'}>
          <span class={shares.label}>
            <bdi>{text}</bdi>
          </span>
          <span class={shares.count}>{formats.compact(count)}</span>
        </ShareBar>
      </button>
      {pieces.length === 1 && (
        <button
          type="button"
          class={`${buttons.icon} ${styles.exclude}`}
          aria-label={`${words('excludeThis')}: ${text}`}
          title={words('excludeThis')}
          onClick={() => onChange(including(without(query, own), negated))}
        >
          <Icon name="exclude" size={13} />
        </button>
      )}
    </li>
  );
}

const shownOf = (values: readonly FacetValue[], all: boolean) => (all ? values : values.slice(0, SHOWN));

function useFacetLabel(name: FacetName): (value: FacetValue) => string {
  const words = useWords();
  const formats = useFormats();
  const outcome = useOutcome();
  const { translator } = usePanel();
  return ({ value, query }) => {
    if (name === 'status') {
      if (value === 'event') return words('facetEvent');
      if (value === null) return words('statusNone');
      return statusClass(Number(value) * 100) === 'none' ? `${value}xx` : words(`statusClass${value}` as MessageKey);
    }
    if (name === 'duration') {
      const below = /duration:<([\d.]+)/.exec(query)?.[1];
      return below
        ? `${formats.duration(Number(value))} – ${formats.duration(Number(below))}`
        : `≥ ${formats.duration(Number(value))}`;
    }
    if (value === null) return words(NONE[name] ?? 'none');
    const text = String(value);
    if (name === 'outcome') return outcome(text);
    if (name === 'country') return visible(countryIn(translator.language, text));
    if (name !== 'name') return visible(text);
    const [controller = '', ...handler] = text.split('.');
    return visible(handler.length > 0 ? `${shortController(controller)}.${handler.join('.')}` : text);
  };
}
