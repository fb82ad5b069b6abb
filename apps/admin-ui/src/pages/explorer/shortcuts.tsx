import type { MessageKey } from '../../i18n/translate';
import { usePanel, useWords } from '../../panel';
import { Dialog } from '../../ui/dialog';
import * as forms from '../../ui/form.module.css';
import * as styles from './shortcuts.module.css';

const KEYS: readonly [readonly string[], MessageKey][] = [
  [['↓', 'j'], 'keyNext'],
  [['↑', 'k'], 'keyPrevious'],
  [['Shift ↓'], 'earlierOfPerson'],
  [['Shift ↑'], 'laterOfPerson'],
  [['Enter'], 'keyOpen'],
  [['p'], 'openPerson'],
  [['f'], 'keyFilter'],
  [['Esc'], 'keyClose'],
  [['/'], 'keySearch'],
  [['l'], 'keyLive'],
  [['r'], 'refresh'],
  [['?'], 'keyHelp'],
];

export default function Shortcuts({ onClose }: { onClose(): void }) {
  const words = useWords();
  const { preferences, prefer } = usePanel();
  return (
    <Dialog title={words('keyboardHelp')} onClose={onClose} size="small">
      <dl class={styles.shortcuts}>
        {KEYS.map(([keys, key]) => (
          <div key={key}>
            <dt>
              {keys.map((name) => (
                <kbd key={name}>{name}</kbd>
              ))}
            </dt>
            <dd>{words(key)}</dd>
          </div>
        ))}
      </dl>
      <label class={forms.check}>
        <input
          type="checkbox"
          checked={preferences.shortcuts}
          onChange={(event) => prefer({ shortcuts: event.currentTarget.checked })}
        />
        <span>{words('shortcuts')}</span>
      </label>
    </Dialog>
  );
}
