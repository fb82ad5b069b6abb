import { useState } from 'preact/hooks';
import { useWords } from '../panel';
import { parsePlace } from '../location/place';
import { addressOf } from './address';
import { useViewChanges } from './use-views';
import { InputField } from '../ui/input-field';
import * as styles from './views.module.css';
import * as buttons from '../ui/button.module.css';
import * as forms from '../ui/form.module.css';
import * as notes from '../ui/note.module.css';

const LONGEST_NAME = 80;

/** @param names of the reader's views: one of these names is replaced */
export function SaveView({ names }: { names: readonly string[] }) {
  const words = useWords();
  const { save } = useViewChanges();
  const [name, setName] = useState('');
  const [shared, setShared] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [busy, setBusy] = useState(false);
  const replaces = names.includes(name.trim());
  const submit = async () => {
    setBusy(true);
    try {
      await save({ name: name.trim(), address: addressOf(parsePlace(location.hash)), shared });
      setName('');
      setProblem(undefined);
    } catch (error) {
      setProblem((error as Error).message);
    }
    setBusy(false);
  };
  return (
    <form
      class={styles.save}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <InputField label={words('viewName')} maxLength={LONGEST_NAME} value={name} onInput={setName} />
      <label class={forms.check}>
        <input type="checkbox" checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />
        <span>{words('viewShare')}</span>
      </label>
      <button type="submit" class={`${buttons.button} ${buttons.primary}`} disabled={busy || name.trim() === ''}>
        {words(replaces ? 'viewReplace' : 'viewSave')}
      </button>
      {problem !== undefined && (
        <p class={`${notes.note} ${notes.error}`} role="alert">
          {problem}
        </p>
      )}
    </form>
  );
}
