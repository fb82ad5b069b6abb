import { useEffect, useRef } from 'preact/hooks';
import type { MessageKey } from '../../i18n/translate';
import { usePanel, useWords } from '../../panel';
import { Dialog } from '../../ui/dialog';

const KEYS: readonly [readonly string[], MessageKey][] = [
  [['↓', 'j'], 'keyNext'],
  [['↑', 'k'], 'keyPrevious'],
  [['Shift ↓'], 'earlierOfPerson'],
  [['Shift ↑'], 'laterOfPerson'],
  [['Enter'], 'keyOpen'],
  [['Esc'], 'keyClose'],
  [['/'], 'keySearch'],
  [['l'], 'keyLive'],
  [['r'], 'refresh'],
  [['?'], 'keyHelp'],
];

interface Actions {
  help(): void;
  search(): void;
  live(): void;
  close(): void;
}

/** Keys that work wherever the focus is, but not while something is written. */
export function useShortcuts(actions: Actions): void {
  const { preferences } = usePanel();
  const latest = useRef(actions);
  latest.current = actions;
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement;
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        target.closest('input, textarea, select, dialog, [role=menu]')
      )
        return;
      if (event.key === 'Escape') return latest.current.close();
      if (!preferences.shortcuts) return;
      const { help, search, live } = latest.current;
      const action = { '?': help, '/': search, l: live }[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [preferences.shortcuts]);
}

export function Shortcuts({ onClose }: { onClose(): void }) {
  const words = useWords();
  const { preferences, prefer } = usePanel();
  return (
    <Dialog title={words('keyboardHelp')} onClose={onClose} kind="dialog-small">
      <dl class="shortcuts">
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
      <label class="check">
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
