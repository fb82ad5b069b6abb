import { useRelated } from '../../api/questions';
import type { Related } from '../../api/record-types';
import type { MessageKey } from '../../i18n/translate';
import { useWords } from '../../panel';
import { Shown } from '../../ui/states';
import { MiniList } from '../../ui/mini-list';

const LISTS = [
  ['session', 'sameSession'],
  ['trace', 'sameTrace'],
  ['nearby', 'samePerson'],
] as const satisfies readonly (readonly [string, MessageKey])[];

export function RelatedRecords({ id, hrefOf }: { id: string; hrefOf(id: string): string }) {
  return (
    <Shown answer={useRelated(id)} rows={6}>
      {(related) => <Lists related={related} id={id} hrefOf={hrefOf} />}
    </Shown>
  );
}

function Lists({ related, id, hrefOf }: { related: Related; id: string; hrefOf(id: string): string }) {
  const words = useWords();
  const lists = LISTS.map(([name, key]) => ({
    key,
    records: (related[name] ?? []).filter(({ _id }) => _id !== id),
  })).filter(({ records }) => records.length > 0);
  if (lists.length === 0) return <p class="muted">{words('noRelated')}</p>;
  return (
    <div class="related">
      {lists.map(({ key, records }) => (
        <section key={key}>
          <h3>
            {words(key)} <span class="tab-badge">{records.length}</span>
          </h3>
          <MiniList records={records} hrefOf={hrefOf} />
        </section>
      ))}
    </div>
  );
}
