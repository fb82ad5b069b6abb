import type { ErasureReport } from '../api/people-types';
import { useClock, useWords } from '../panel';
import { visible } from '../text/visible';
import { Note } from '../ui/badge';
import { ReasonField } from '../ui/reason-field';
import { Text } from '../ui/text';
import type { ErasureDraft } from './use-erasure';
import { InputField } from '../ui/input-field';
import * as forms from '../ui/form.module.css';

interface Props {
  user: string;
  draft: ErasureDraft;
  preview: ErasureReport;
}

/** The effect of the erasure, and the fields that confirm it. */
export function ErasurePreview({ user, draft, preview }: Props) {
  const words = useWords();
  return (
    <div class={forms.form} role="status">
      <Effects draft={draft} preview={preview} />
      <Found draft={draft} preview={preview} />
      <ReasonField value={draft.reason} onInput={draft.setReason} />
      <InputField
        label={words('eraseConfirm', { user })}
        value={draft.typed}
        autoComplete="off"
        onInput={draft.setTyped}
      />
    </div>
  );
}

function Effects({ draft: { mode, textsOf }, preview }: Omit<Props, 'user'>) {
  const words = useWords();
  const clock = useClock();
  const { from, to, also = [], held } = preview;
  return (
    <>
      <Note kind="warning">
        {words(mode === 'delete' ? 'erasePreviewDelete' : 'erasePreviewPseudonym', textsOf(preview))}{' '}
        {from && to && words('erasePeriod', { from: clock.minute(from), to: clock.minute(to) })}{' '}
        <strong>{words('eraseWarning')}</strong>
      </Note>
      {also.map(({ value, records, fields }) => (
        <Note key={value} kind="warning">
          {words('eraseAlsoEffect', {
            value: visible(value),
            records: words('recordsFound', { count: records }),
            fields: visible(fields.join(', ')) || '–',
          })}
        </Note>
      ))}
      {held > 0 && <Note kind="info">{words('eraseHeld', { records: words('recordsFound', { count: held }) })}</Note>}
    </>
  );
}

/** Addresses that count as the person's. Unticked ones stay listed, although a new preview no longer finds them. */
function Found({ draft: { spared, spare }, preview }: Omit<Props, 'user'>) {
  const words = useWords();
  const found = [...new Set([...(preview.emails ?? []), ...(preview.addresses ?? []), ...spared])].sort();
  if (found.length === 0) return null;
  return (
    <fieldset class={forms.choices}>
      <legend>{words('eraseFound')}</legend>
      {found.map((text) => (
        <label class={forms.check} key={text}>
          <input
            type="checkbox"
            checked={!spared.has(text)}
            onChange={({ currentTarget: { checked } }) => spare(text, !checked)}
          />
          <span>
            <Text value={text} />
          </span>
        </label>
      ))}
    </fieldset>
  );
}
