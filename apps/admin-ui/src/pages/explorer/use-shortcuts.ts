import { useEffect, useRef } from 'preact/hooks';
import { usePanel } from '../../panel';

interface Actions {
  help(): void;
  search(): void;
  live(): void;
  person(): void;
  close(): void;
}

const OF_LIST = new Set(['j', 'k', 'f']);
const LIST_KEYS = new Set(['ArrowDown', 'ArrowUp', 'Enter']);

/** Nothing on the page takes the key; the list leaves those with Shift. */
const isIdle = (target: HTMLElement): boolean => target.matches('body, #content, #records');

/** With Shift the keys are those of the open record. */
function pressInList(event: KeyboardEvent): void {
  const { key, shiftKey } = event;
  const place = document.getElementById(shiftKey ? 'record' : 'records');
  if (!place) return;
  event.preventDefault();
  if (!shiftKey) place.focus();
  place.dispatchEvent(new KeyboardEvent('keydown', { key, shiftKey, cancelable: true }));
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
      const isOfList = isIdle(target) && LIST_KEYS.has(event.key);
      if (isOfList || (preferences.shortcuts && OF_LIST.has(event.key))) return pressInList(event);
      if (!preferences.shortcuts) return;
      const { help, search, live, person } = latest.current;
      const action = { '?': help, '/': search, l: live, p: person }[event.key];
      if (!action) return;
      event.preventDefault();
      action();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [preferences.shortcuts]);
}
