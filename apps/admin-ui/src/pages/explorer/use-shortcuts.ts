import { useEffect, useRef } from 'preact/hooks';
import { usePanel } from '../../panel';

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
