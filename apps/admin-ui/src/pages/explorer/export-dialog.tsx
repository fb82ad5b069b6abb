import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { MessageKey } from '../../i18n/translate';
import { useClock, useSettings, useWords } from '../../panel';
import { scan } from '../../query/scan';
import { zoneParameter } from '../../time/zone';
import { Dialog } from '../../ui/dialog';
import { Icon } from '../../ui/icon';
import { ReasonField, useReasonRule } from '../../ui/reason-field';
import { fileName, useExport } from '../../ui/use-export';
import * as buttons from '../../ui/button.module.css';
import * as forms from '../../ui/form.module.css';

const FORMATS = { ndjson: 'exportNdjson', csv: 'exportCsv', har: 'exportHar' } as const satisfies Record<
  string,
  MessageKey
>;
type Format = keyof typeof FORMATS;
type Scope = 'all' | 'seen';

const PEOPLE = /^(?:(?:user|actor)(?:_id)?:|resource:users?\/)(?!(?:none|\*)$)/i;
const namesPeople = (query: string): boolean =>
  scan(query).some(({ field, negated, value }) => !negated && PEOPLE.test(`${field}:${value}`));

export interface ExportProps {
  query: string;
  /** Records in the list. */
  seen: number;
}

/** A reason is asked where the query names people. */
function useExportForm({ query, seen }: ExportProps) {
  const exportFile = useExport();
  const { zone } = useClock();
  const { reason_required: isReasonRequired = true, names: areNamesKnown = false } = useSettings();
  const isEnough = useReasonRule();
  const [format, setFormat] = useState<Format>('csv');
  const [scope, setScope] = useState<Scope>('all');
  const [hasMark, setHasMark] = useState(true);
  const [wantsNames, setWantsNames] = useState<boolean>();
  const [reason, setReason] = useState('');
  const offersNames = areNamesKnown && format !== 'har';
  // NDJSON is for machines: with names it cannot be verified or imported unchanged.
  const hasNames = offersNames && (wantsNames ?? format === 'csv');
  const needsReason = isReasonRequired && namesPeople(query);
  const save = () =>
    exportFile(
      'export',
      {
        format,
        q: query,
        zone: zoneParameter(zone),
        ...(scope === 'seen' && { limit: String(seen), bodies: 'false' }),
        ...(format === 'csv' && hasMark && { bom: 'true' }),
        ...(hasNames && { names: 'true' }),
        ...(needsReason && { reason: reason.trim() }),
      },
      fileName('activity', format),
    );
  return {
    format,
    scope,
    hasMark,
    offersNames,
    hasNames,
    reason,
    needsReason,
    isReady: !needsReason || isEnough(reason),
    setHasMark,
    setWantsNames,
    setReason,
    save,
    setFormat,
    // A HAR file is of headers and bodies, which the list does not show.
    setScope: (next: Scope) => {
      setScope(next);
      if (next === 'seen' && format === 'har') setFormat('csv');
    },
  };
}

export default function ExportDialog({ query, seen, onClose }: ExportProps & { onClose(): void }) {
  const words = useWords();
  const form = useExportForm({ query, seen });
  return (
    <Dialog title={words('export')} onClose={onClose} size="small">
      <form
        class={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          onClose();
          void form.save();
        }}
      >
        <fieldset class={forms.choices}>
          <legend>{words('exportWhat')}</legend>
          <Choice name="scope" isChosen={form.scope === 'all'} onChoose={() => form.setScope('all')}>
            {words('exportAll')}
            <small>{words('exportAllHint')}</small>
          </Choice>
          <Choice name="scope" isChosen={form.scope === 'seen'} onChoose={() => form.setScope('seen')}>
            {words('exportSeen')}
            <small>{words('exportSeenHint', { count: seen })}</small>
          </Choice>
        </fieldset>
        <fieldset class={forms.choices}>
          <legend>{words('exportFormat')}</legend>
          {(Object.keys(FORMATS) as Format[]).map((format) => (
            <Choice
              key={format}
              name="format"
              isChosen={form.format === format}
              isDisabled={format === 'har' && form.scope === 'seen'}
              onChoose={() => form.setFormat(format)}
            >
              {words(FORMATS[format])}
            </Choice>
          ))}
        </fieldset>
        {form.format === 'csv' && (
          <Check isChecked={form.hasMark} onCheck={form.setHasMark}>
            {words('exportMark')}
          </Check>
        )}
        {form.offersNames && (
          <Check isChecked={form.hasNames} onCheck={form.setWantsNames}>
            {words('exportNames')}
            {form.format === 'ndjson' && <small>{words('exportNamesHint')}</small>}
          </Check>
        )}
        {form.needsReason && <ReasonField value={form.reason} onInput={form.setReason} />}
        <button type="submit" class={`${buttons.button} ${buttons.primary}`} disabled={!form.isReady}>
          <Icon name="download" /> {words('exportNow')}
        </button>
      </form>
    </Dialog>
  );
}

function Check({
  isChecked,
  onCheck,
  children,
}: {
  isChecked: boolean;
  onCheck(isChecked: boolean): void;
  children: ComponentChildren;
}) {
  return (
    <label class={forms.check}>
      <input type="checkbox" checked={isChecked} onChange={(event) => onCheck(event.currentTarget.checked)} />
      <span>{children}</span>
    </label>
  );
}

function Choice({
  name,
  isChosen,
  isDisabled = false,
  onChoose,
  children,
}: {
  name: string;
  isChosen: boolean;
  isDisabled?: boolean;
  onChoose(): void;
  children: ComponentChildren;
}) {
  return (
    <label class={forms.check}>
      <input type="radio" name={name} checked={isChosen} disabled={isDisabled} onChange={onChoose} />
      <span>{children}</span>
    </label>
  );
}
