import { useEffect, useState } from 'preact/hooks';
import { type PeopleOrder, useMayErase, usePeople } from '../api/questions';
import type { PersonFigures } from '../api/people-types';
import { placeTo, useParams } from '../location/use-place';
import { useSettings, useWords } from '../panel';
import { splitTime } from '../query/scan';
import { visible } from '../text/visible';
import { Country } from '../ui/badge';
import { ErrorCells } from '../ui/error-share';
import { useFormats } from '../ui/format';
import { Icon } from '../ui/icon';
import { LaterNote } from '../ui/later';
import { More } from '../ui/more';
import { AllTime, Missing, NoFigures, Page, usePageQuery } from '../ui/page';
import { PageFilters } from '../ui/page-filters';
import { PersonLink } from '../ui/person-link';
import { SearchField } from '../ui/search-field';
import { Select } from '../ui/select';
import { Sparkline } from '../ui/sparkline';
import { Shown, State } from '../ui/states';
import { Text } from '../ui/text';
import { TimeAgo } from '../ui/time';
import { useDebounced } from '../ui/use-debounced';
import * as buttons from '../ui/button.module.css';
import * as styles from './people.module.css';
import * as tables from '../ui/table.module.css';

const ORDERS = { calls: 'sortCalls', last_seen: 'sortLastSeen', errors: 'sortErrors' } as const;
const SHOWN = 3;
/** Fewer make no line. */
const LEAST_DAYS = 3;

export function People() {
  const words = useWords();
  const mayErase = useMayErase();
  const searchLabel = words(useSettings().names ? 'searchPeopleNamed' : 'searchPeople');
  const [params, change] = useParams();
  const { query, time } = usePageQuery();
  const [search, setSearch] = useState(params['search'] ?? '');
  const wanted = useDebounced(search, 250);
  useEffect(() => change({ search: wanted || null }, { replace: true }), [wanted]);
  // Back and forward change the address, not the field.
  const address = params['search'] ?? '';
  useEffect(() => {
    if (address !== wanted) setSearch(address);
  }, [address]);
  const sort: PeopleOrder = Object.hasOwn(ORDERS, params['sort'] ?? '') ? (params['sort'] as PeopleOrder) : 'calls';
  const answer = usePeople(query, sort, wanted);

  return (
    <Page
      title={words('people')}
      lead={words('peopleLead')}
      tools={
        <>
          <SearchField label={searchLabel} value={search} onInput={setSearch} />
          <Select
            label={words('sortBy')}
            value={sort}
            options={Object.entries(ORDERS).map(([order, key]) => [order, words(key)])}
            onChange={(order) => change({ sort: order })}
          />
          {mayErase && (
            <a class={buttons.button} href={placeTo('/holds')}>
              <Icon name="lock" /> {words('holds')}
            </a>
          )}
          {time}
        </>
      }
    >
      <PageFilters error={answer.error} />
      <Missing spans={answer.data?.pages[0]?.missing} />
      <LaterNote later={answer.data?.pages[0]?.later} asked={splitTime(query).words} />
      <Shown answer={answer} rows={10}>
        {({ pages }) => {
          const people = pages.flatMap(({ people }) => people);
          if (people.length > 0) return <Table people={people} />;
          return wanted === '' ? (
            <NoFigures icon="people" missing={pages[0]?.missing ?? []} title={words('noPeopleTitle')} />
          ) : (
            <State
              icon="people"
              title={words('noPeopleFound', { search: visible(wanted) })}
              actions={
                <>
                  <button type="button" class={buttons.button} onClick={() => setSearch('')}>
                    {words('showEverybody')}
                  </button>
                  <AllTime />
                </>
              }
            />
          );
        }}
      </Shown>
      <More answer={answer} label={words('showMore')} />
    </Page>
  );
}

function Table({ people }: { people: readonly PersonFigures[] }) {
  const words = useWords();
  const active = people.some(({ activity }) => (activity ?? []).length >= LEAST_DAYS);
  return (
    <div class={tables.box}>
      <table class={tables.table}>
        <thead>
          <tr>
            <th>{words('columnPerson')}</th>
            <th class="number">{words('columnCalls')}</th>
            <th class="number">4xx</th>
            <th class="number">5xx</th>
            {active && <th title={words('activityHint')}>{words('columnActivity')}</th>}
            <th>{words('columnCountries')}</th>
            <th>{words('devices')}</th>
            <th>{words('columnLastSeen')}</th>
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <Row key={String(person.user_id)} person={person} active={active} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Row({ person, active }: { person: PersonFigures; active: boolean }) {
  const words = useWords();
  const formats = useFormats();
  return (
    <tr>
      <th scope="row" class={tables.main}>
        <PersonLink id={person.user_id} withId />
      </th>
      <td class={`number ${tables.wide}`} data-label={words('columnCalls')}>
        {formats.number(person.calls)}
      </td>
      <ErrorCells of={person} />
      {active && (
        <td class={tables.wide} data-label={words('columnActivity')}>
          <Sparkline counts={person.activity ?? []} />
        </td>
      )}
      <td class={tables.wide} data-label={words('columnCountries')}>
        <span class={styles.countries}>
          {person.countries.length === 0 && <span class="muted">–</span>}
          {person.countries.slice(0, SHOWN).map((country) => (
            <Country key={country} name={country} />
          ))}
        </span>
      </td>
      <td class={`${styles.device} ${tables.wide}`} data-label={words('devices')}>
        <span>
          {person.devices.slice(0, 1).map((device) => (
            <Text key={device} value={device} />
          ))}
          {person.devices.length > 1 && (
            <bdi class={`muted ${styles.more}`} dir="ltr">
              +{person.devices.length - 1}
            </bdi>
          )}
        </span>
      </td>
      <td class={tables.wide} data-label={words('columnLastSeen')}>
        {person.last_seen && <TimeAgo time={person.last_seen} />}
      </td>
    </tr>
  );
}
