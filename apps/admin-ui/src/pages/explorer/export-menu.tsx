import { useClock, useWords } from '../../panel';
import { Icon } from '../../ui/icon';
import { ActionMenu } from '../../ui/menu';
import { fileName, useExport } from '../../ui/use-export';

const FORMATS = [
  ['ndjson', 'exportNdjson'],
  ['csv', 'exportCsv'],
  ['har', 'exportHar'],
] as const;

/** Everything that matches, as a file. */
export function ExportMenu({ query }: { query: string }) {
  const words = useWords();
  const exportFile = useExport();
  const { zone } = useClock();
  return (
    <ActionMenu
      kind="button button-labelled"
      label={words('export')}
      actions={FORMATS.map(([format, key]) => ({
        id: format,
        label: words(key),
        run: () => void exportFile('export', { format, q: query, zone: zone.name }, fileName('activity', format)),
      }))}
    >
      <Icon name="download" />
      <span>{words('export')}</span>
    </ActionMenu>
  );
}
