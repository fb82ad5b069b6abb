import { useState } from 'preact/hooks';
import type { ComponentChildren } from 'preact';
import { useWords } from '../panel';
import { visible } from '../text/visible';
import { Note } from './badge';
import { Dialog } from './dialog';
import { ReasonField, useReasonRule } from './reason-field';
import * as buttons from './button.module.css';
import * as forms from './form.module.css';

export function ReasonDialog({
  title,
  action,
  isReasonRequired = false,
  children,
  onConfirm,
  onClose,
}: {
  title: string;
  action: string;
  /** Whatever the settings say. */
  isReasonRequired?: boolean;
  children?: ComponentChildren;
  onConfirm(reason: string): Promise<void>;
  onClose(): void;
}) {
  const words = useWords();
  const isEnough = useReasonRule();
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const confirm = async () => {
    setBusy(true);
    setProblem('');
    try {
      await onConfirm(reason.trim());
      onClose();
    } catch (error) {
      setProblem(`${words('errorTitle')}: ${visible((error as Error).message)}`);
    } finally {
      setBusy(false);
    }
  };
  const isMissing = isReasonRequired && reason.trim() === '';
  return (
    <Dialog title={title} onClose={onClose} size="small">
      <form
        class={forms.form}
        onSubmit={(event) => {
          event.preventDefault();
          void confirm();
        }}
      >
        <ReasonField value={reason} onInput={setReason} />
        {children}
        <div role="alert">{problem && <Note kind="error">{problem}</Note>}</div>
        <button
          type="submit"
          class={`${buttons.button} ${buttons.primary}`}
          disabled={busy || isMissing || !isEnough(reason)}
        >
          {action}
        </button>
      </form>
    </Dialog>
  );
}
