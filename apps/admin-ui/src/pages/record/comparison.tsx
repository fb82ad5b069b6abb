import { useMemo } from 'preact/hooks';
import { useRecord } from '../../api/questions';
import type { Activity } from '../../api/record-types';
import { shaped } from '../../api/shaped';
import { useClock, useWords } from '../../panel';
import { type Change, differences } from '../../text/difference';
import { Method, Status } from '../../ui/badge';
import { Dialog } from '../../ui/dialog';
import { useFormats } from '../../ui/format';
import { HandlerName } from '../../ui/handler-name';
import { Icon } from '../../ui/icon';
import { Failure, Skeleton } from '../../ui/states';
import { Text } from '../../ui/text';

/** Two records side by side: what differs, where. */
export default function Comparison({
  first,
  second,
  onSwap,
  onClose,
}: {
  first: string;
  second: string;
  onSwap(): void;
  onClose(): void;
}) {
  const words = useWords();
  const left = useRecord(first);
  const right = useRecord(second);
  const error = left.error ?? right.error;
  return (
    <Dialog title={words('comparison')} onClose={onClose} kind="dialog-wide">
      {left.data && right.data ? (
        <Differences before={left.data} after={right.data} onSwap={onSwap} />
      ) : error ? (
        <Failure error={error} />
      ) : (
        <Skeleton />
      )}
    </Dialog>
  );
}

function Differences({ before, after, onSwap }: { before: Activity; after: Activity; onSwap(): void }) {
  const words = useWords();
  const changes = useMemo(() => differences(before, after), [before, after]);
  // What is one value each stands together; what is deep has its own part.
  const plain = changes.filter(({ field, path }) => field === path);
  const deep = changes.filter(({ field, path }) => field !== path);
  const parts = [
    ...(plain.length > 0 ? [{ title: words('record'), of: plain }] : []),
    ...[...new Set(deep.map(({ field }) => field))].map((field) => ({
      title: field,
      of: deep.filter((change) => change.field === field),
    })),
  ];
  return (
    <div class="comparison">
      <div class="comparison-heads">
        <Head label={words('recordA')} record={shaped(before)} />
        <button type="button" class="icon-button" aria-label={words('swap')} title={words('swap')} onClick={onSwap}>
          <Icon name="swap" />
        </button>
        <Head label={words('recordB')} record={shaped(after)} />
      </div>
      <p class="muted" role="status">
        {changes.length === 0 ? words('comparisonSame') : words('differencesFound', { count: changes.length })}
      </p>
      {parts.map(({ title, of }) => (
        <section key={title}>
          <h3>
            <Text value={title} />
          </h3>
          <table class="difference">
            <thead class="visually-hidden">
              <tr>
                <th>{words('copyPath')}</th>
                <th>{words('recordA')}</th>
                <th>{words('recordB')}</th>
              </tr>
            </thead>
            <tbody>
              {of.map((change) => (
                <Row key={change.path} change={change} />
              ))}
            </tbody>
          </table>
        </section>
      ))}
    </div>
  );
}

function Head({ label, record }: { label: string; record: Activity }) {
  const clock = useClock();
  return (
    <div class="comparison-head">
      <span class="muted">{label}</span>
      <span class="comparison-name">
        <Status record={record} /> <Method method={record.method} />{' '}
        <HandlerName namespace={record.namespace} urlName={record.url_name} />
      </span>
      <span class="muted">{clock.short(record.created_time)}</span>
    </div>
  );
}

function Row({ change: { kind, path, before, after } }: { change: Change }) {
  const words = useWords();
  return (
    <tr class={`difference-${kind}`}>
      <th scope="row" dir="ltr">
        <Text value={path} />
        <span class="difference-kind">{words(kind)}</span>
      </th>
      <td>{kind !== 'added' && <Value path={path} value={before} />}</td>
      <td>{kind !== 'removed' && <Value path={path} value={after} />}</td>
    </tr>
  );
}

const LONG = 1_000;

function Value({ path, value }: { path: string; value: unknown }) {
  const clock = useClock();
  const formats = useFormats();
  if (path === 'execution_time' && typeof value === 'number') return <>{formats.duration(value * 1_000)}</>;
  if (path === 'created_time' && typeof value === 'string') return <>{clock.exact(value)}</>;
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 1);
  return (
    <span class="difference-value" dir="ltr">
      <Text value={(text ?? 'undefined').slice(0, LONG)} />
      {text && text.length > LONG && '…'}
    </span>
  );
}
