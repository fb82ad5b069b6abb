import { useRelated } from '../../api/questions';
import type { MessageKey } from '../../i18n/translate';
import { useWords } from '../../panel';
import { Failure, Skeleton } from '../../ui/states';
import { MiniList } from '../../ui/mini-list';

const LISTS = [
  ['session', 'sameSession'],
  ['trace', 'sameTrace'],
  ['nearby', 'samePerson'],
] as const satisfies readonly (readonly [string, MessageKey])[];

export function RelatedRecords({ id, onOpen }: { id: string; onOpen(id: string): void }) {
  const words = useWords();
  const { data, error, refetch } = useRelated(id);
  if (!data) return error ? <Failure error={error} onRetry={() => void refetch()} /> : <Skeleton rows={6} />;
  const lists = LISTS.map(([name, key]) => ({
    key,
    records: (data[name] ?? []).filter(({ _id }) => _id !== id),
  })).filter(({ records }) => records.length > 0);
  if (lists.length === 0) return <p class="muted">{words('noRelated')}</p>;
  return (
    <div class="related">
      {lists.map(({ key, records }) => (
        <section key={key}>
          <h3>
            {words(key)} <span class="tab-badge">{records.length}</span>
          </h3>
          <MiniList records={records} onOpen={onOpen} />
        </section>
      ))}
    </div>
  );
}
