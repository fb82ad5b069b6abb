import { useIsFetching } from '@tanstack/preact-query';
import { useEffect } from 'preact/hooks';
import { usePanel, useWords } from './panel';
import { IconButton } from './ui/icon-button';

/** Seconds between two refreshes that the reader may choose; 0 for none. */
export const REFRESH_SECONDS = [0, 10, 60] as const;

export function useRefresh(): () => void {
  const { queries } = usePanel().session;
  return () => void queries.invalidateQueries();
}

/** By the button, by `r`, and as often as the reader chose; not while the page is hidden. */
export function Refresh() {
  const words = useWords();
  const { preferences } = usePanel();
  const refresh = useRefresh();
  const fetching = useIsFetching() > 0;
  useEffect(() => {
    if (preferences.refresh === 0) return;
    const timer = setInterval(() => document.hidden || refresh(), preferences.refresh * 1_000);
    return () => clearInterval(timer);
  }, [preferences.refresh]);
  useEffect(() => {
    if (!preferences.shortcuts) return;
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'r' || event.ctrlKey || event.metaKey || event.altKey) return;
      if ((event.target as HTMLElement).closest('input, textarea, select, dialog, [role=menu]')) return;
      event.preventDefault();
      refresh();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [preferences.shortcuts]);
  return (
    <IconButton icon="refresh" size={18} label={words('refresh')} keys="r" aria-busy={fetching} onClick={refresh} />
  );
}
