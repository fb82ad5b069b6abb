import { useWords } from '../../panel';
import { Note } from '../../ui/badge';

const REMEDY = 'npx activity-tracker mask-existing';

/** Another application wrote the record, with secrets that the API masked for this answer. */
export function StoredInClear({ fields }: { fields: readonly string[] }) {
  const words = useWords();
  return (
    <Note kind="warning">
      {words('storedInClear', { fields: fields.join(', ') })} <code dir="ltr">{REMEDY}</code>
    </Note>
  );
}
