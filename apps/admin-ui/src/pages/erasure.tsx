import { useId } from 'preact/hooks';
import { usePersonText } from '../api/names';
import { useWords } from '../panel';
import { visible } from '../text/visible';
import { Note } from '../ui/badge';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { useReasonRule } from '../ui/reason-field';
import { Working } from '../ui/working';
import { ErasurePreview } from './erasure-preview';
import { type ErasureDraft, useErasure } from './use-erasure';
import { InputField } from '../ui/input-field';
import * as buttons from '../ui/button.module.css';
import * as forms from '../ui/form.module.css';

/** Erases a person's data: what it would do is shown first, and then confirmed by the person's id. */
export function Erasure({ id, onClose }: { id: string; onClose(): void }) {
  const words = useWords();
  const draft = useErasure(id, onClose);
  const { busy, problem, preview, isCurrent } = draft;
  const user = visible(id);
  const person = usePersonText(id);
  return (
    <Dialog title={words('eraseTitle', { user: person })} onClose={onClose} size="small">
      <form
        class={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          void draft.run(!isCurrent);
        }}
      >
        <Mode draft={draft} />
        <InputField
          label={words('eraseAlso')}
          hint={words('eraseAlsoHint')}
          value={draft.also}
          autoComplete="off"
          onInput={draft.changeAlso}
        />
        {preview && <ErasurePreview user={user} draft={draft} preview={preview} />}
        <div role="status">{busy && <Working text={isCurrent ? 'eraseWorking' : 'eraseLooking'} />}</div>
        <div role="alert">{problem && <Note kind="error">{problem}</Note>}</div>
        {isCurrent && !preview?.token && <Note kind="info">{words('eraseNothing')}</Note>}
        <Go id={id} draft={draft} />
      </form>
    </Dialog>
  );
}

function Mode({ draft: { mode, choose } }: { draft: ErasureDraft }) {
  const words = useWords();
  const name = useId();
  return (
    <fieldset class={forms.choices}>
      <legend>{words('eraseMode')}</legend>
      {(['delete', 'pseudonym'] as const).map((value) => (
        <label class={forms.check} key={value}>
          <input type="radio" name={name} checked={mode === value} onChange={() => choose(value)} />
          <span>
            {words(value === 'delete' ? 'eraseDelete' : 'erasePseudonym')}
            <small>{words(value === 'delete' ? 'eraseDeleteHint' : 'erasePseudonymHint')}</small>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** Previews first; erases only with a current preview. */
function Go({ id, draft: { isCurrent, preview, busy, typed, reason } }: { id: string; draft: ErasureDraft }) {
  const words = useWords();
  const isEnough = useReasonRule();
  if (!isCurrent)
    return (
      <button key="preview" type="submit" class={`${buttons.button} ${buttons.primary}`} disabled={busy}>
        {words(preview ? 'eraseAgain' : 'erasePreview')}
      </button>
    );
  return (
    <button
      key="erase"
      type="submit"
      class={`${buttons.button} ${buttons.danger}`}
      disabled={busy || !preview?.token || typed !== id || !isEnough(reason)}
    >
      <Icon name="trash" /> {words('eraseNow')}
    </button>
  );
}
