import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useRecord } from '../../api/questions';
import type { Activity } from '../../api/record-types';
import { shaped } from '../../api/shaped';
import { formatPlace, parsePlace } from '../../location/place';
import { useClock, useMay, useWords } from '../../panel';
import { condition } from '../../query/scan';
import { including } from '../../query/edit';
import { curlOf } from '../../text/curl';
import { fixedParams } from '../../time/span';
import { isEvent, Method, Status } from '../../ui/badge';
import { CopyButton } from '../../ui/copy-button';
import { HandlerName } from '../../ui/handler-name';
import { Icon } from '../../ui/icon';
import { Failure, Skeleton, Stale } from '../../ui/states';
import { Tabs } from '../../ui/tabs';
import { Text } from '../../ui/text';
import { TimeAgo } from '../../ui/time';
import { BodiesForbidden } from './bodies-forbidden';
import { Body } from './body';
import { Fields } from './fields';
import { Headers } from './headers';
import { Raw } from './raw';
import { RelatedRecords } from './related';
import { Steps, useStep } from './steps';
import { StoredInClear } from './stored-in-clear';
import { IconButton } from '../../ui/icon-button';
import * as buttons from '../../ui/button.module.css';
import * as styles from './drawer.module.css';

export interface DrawerProps {
  id: string;
  query: string;
  tab: string;
  onTab(tab: string): void;
  onQuery(query: string): void;
  onClose(): void;
  onCompare(): void;
  hrefOf(id: string): string;
  onPrevious: (() => void) | undefined;
  onNext: (() => void) | undefined;
}

export default function RecordDrawer(props: DrawerProps) {
  const { id, query, tab, onTab, onClose, onPrevious, onNext } = props;
  const words = useWords();
  const { data: raw, error, refetch } = useRecord(id);
  const record = raw && shaped(raw);
  const box = useRef<HTMLElement>(null);
  // Over the whole screen, as on a phone, the drawer takes the focus; next to the list it leaves it there.
  useEffect(() => {
    if (box.current && getComputedStyle(box.current).position === 'fixed') box.current.focus();
  }, []);

  const stepOfPerson = useStep(id, props.hrefOf);
  const onKeyDown = (event: KeyboardEvent) => {
    if ((event.target as HTMLElement).closest('input, [role=tablist], [role=menu]')) return;
    if (event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      event.stopPropagation();
      return void stepOfPerson('person', event.key === 'ArrowDown' ? 'previous' : 'next');
    }
    const action = { Escape: onClose, ArrowDown: onNext, j: onNext, ArrowUp: onPrevious, k: onPrevious }[event.key];
    if (!action) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };

  return (
    <aside ref={box} class={styles.drawer} id="record" tabIndex={-1} aria-label={words('record')} onKeyDown={onKeyDown}>
      <header class={styles.header}>
        {record ? <Title record={record} /> : <span class={styles.title} />}
        <span class={styles.moves}>
          {record && <CopyLink query={query} />}
          <IconButton icon="up" label={words('previousRecord')} keys="↑" disabled={!onPrevious} onClick={onPrevious} />
          <IconButton icon="down" label={words('nextRecord')} keys="↓" disabled={!onNext} onClick={onNext} />
          <IconButton icon="close" label={words('closeRecord')} keys="Esc" onClick={onClose} />
        </span>
      </header>
      {record && error && <Stale error={error} earlier={false} />}
      {record ? (
        <Content {...props} record={record} raw={raw} tab={tab} onTab={onTab} />
      ) : error ? (
        <Failure error={error} onRetry={() => void refetch()} />
      ) : (
        <Skeleton rows={10} />
      )}
    </aside>
  );
}

function Title({ record }: { record: Activity }) {
  return (
    <div class={styles.title}>
      <h2>
        <Status record={record} />
        {record.method !== null && <Method method={record.method} />}
        <span class={styles.name}>
          {record.event_name ? <Text value={record.event_name} /> : <HandlerName of={record} />}
        </span>
      </h2>
      {record.url_path !== null && (
        <p class={styles.path} dir="ltr">
          <Text value={record.url_path} />
        </p>
      )}
    </div>
  );
}

type ContentProps = DrawerProps & {
  record: Activity;
  /** As it is stored. */
  raw: Activity;
};

function Content(props: ContentProps) {
  const { record, tab, onTab } = props;
  const words = useWords();
  return (
    <>
      <Tools {...props} />
      {record.masked_when_shown && <StoredInClear fields={record.masked_when_shown} />}
      <Tabs label={words('record')} selected={tab} onSelect={onTab} all={useTabs(props)} />
    </>
  );
}

/** The link shows the same to whoever opens it, later and elsewhere. */
function CopyLink({ query }: { query: string }) {
  const clock = useClock();
  const text = () => {
    const { path, params } = parsePlace(location.hash);
    const fixed = fixedParams(query, Date.now(), clock.zone);
    return new URL(formatPlace({ path, params: { ...params, ...fixed } }), location.href).href;
  };
  return <CopyButton icon="link" label={useWords()('copyLink')} text={text} />;
}

function Tools({ record, onCompare, hrefOf }: ContentProps) {
  const words = useWords();
  const clock = useClock();
  const may = useMay();
  return (
    <div class={styles.tools}>
      <span class={styles.when}>
        <TimeAgo time={record.created_time} /> · <span>{clock.short(record.created_time)}</span>
      </span>
      <Steps record={record} hrefOf={hrefOf} />
      {!isEvent(record) && may.bodies && (
        <CopyButton wide label={words('copyCurl')} text={() => curlOf(record, location.origin)} />
      )}
      <button type="button" class={`${buttons.button} ${buttons.small}`} onClick={onCompare}>
        <Icon name="compare" /> {words('compareWith')}
      </button>
    </div>
  );
}

/** A custom event has no response and no headers. */
function useTabs({ record, raw, query, onQuery, hrefOf }: ContentProps) {
  const words = useWords();
  const may = useMay();
  const event = isEvent(record);
  const bodyLabel = words(event ? 'tabData' : 'tabRequest');
  const onSearch = (text: string) => onQuery(including(query, condition('text', text)));
  const ifAllowed = (content: () => JSX.Element) => (may.bodies ? content : () => <BodiesForbidden />);
  const answered = [
    {
      id: 'response',
      label: words('tabResponse'),
      content: ifAllowed(() => (
        <Body label={words('tabResponse')} field="response" record={record} onSearch={onSearch} />
      )),
    },
    {
      id: 'headers',
      label: words('tabHeaders'),
      content: ifAllowed(() => <Headers record={record} onSearch={onSearch} />),
    },
  ];
  return [
    {
      id: 'overview',
      label: words('tabOverview'),
      content: () => <Fields record={record} query={query} onQuery={onQuery} />,
    },
    {
      id: 'request',
      label: bodyLabel,
      content: ifAllowed(() => <Body label={bodyLabel} field="body" record={record} onSearch={onSearch} />),
    },
    ...(event ? [] : answered),
    { id: 'related', label: words('tabRelated'), content: () => <RelatedRecords record={record} hrefOf={hrefOf} /> },
    { id: 'raw', label: words('tabRaw'), content: () => <Raw record={raw} /> },
  ];
}
