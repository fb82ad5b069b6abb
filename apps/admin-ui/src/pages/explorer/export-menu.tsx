import { useState } from 'preact/hooks';
import { useClock, useSettings, useWords } from '../../panel';
import { scan } from '../../query/scan';
import { Icon } from '../../ui/icon';
import { ActionMenu } from '../../ui/menu';
import { ReasonDialog } from '../../ui/reason-dialog';
import { zoneParameter } from '../../time/zone';
import { fileName, useExport } from '../../ui/use-export';

const FORMATS = [
  ['ndjson', 'exportNdjson'],
  ['csv', 'exportCsv'],
  ['har', 'exportHar'],
] as const;
type Format = (typeof FORMATS)[number][0];

const USER_FIELDS = new Set(['user', 'user_id']);
const namesPeople = (query: string): boolean =>
  scan(query).some(({ field, negated, value }) => USER_FIELDS.has(field) && !negated && value !== 'none');

/** Everything that matches, as a file; a reason is asked where the query names people. */
export function ExportMenu({ query }: { query: string }) {
  const words = useWords();
  const exportFile = useExport();
  const { zone } = useClock();
  const { reason_required: isReasonRequired = true } = useSettings();
  const [asking, setAsking] = useState<Format>();
  const save = (format: Format, reason: string) =>
    exportFile('export', { format, q: query, zone: zoneParameter(zone), reason }, fileName('activity', format));
  const needsReason = isReasonRequired && namesPeople(query);
  return (
    <>
      <ActionMenu
        kind="button button-labelled"
        label={words('export')}
        actions={FORMATS.map(([format, key]) => ({
          id: format,
          label: words(key),
          run: () => (needsReason ? setAsking(format) : void save(format, '')),
        }))}
      >
        <Icon name="download" />
        <span>{words('export')}</span>
      </ActionMenu>
      {asking && (
        <ReasonDialog
          title={words('export')}
          action={words('exportNow')}
          onClose={() => setAsking(undefined)}
          onConfirm={async (reason) => {
            setAsking(undefined);
            await save(asking, reason);
          }}
        />
      )}
    </>
  );
}
