import { useCallback, useMemo, useSyncExternalStore } from 'preact/compat';
import { formatPlace, parsePlace, type Patch, type Place } from './place';

const listeners = new Set<() => void>();
const notify = () => listeners.forEach((listener) => listener());
addEventListener('popstate', notify);
addEventListener('hashchange', notify);

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};
const hashNow = () => location.hash;

export interface Move {
  /** Puts the new place where the old one was in the browser's history. */
  replace?: boolean;
}

export function go(to: string, { replace = false }: Move = {}): void {
  if (to === location.hash) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', to);
  notify();
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribe, hashNow);
  return useMemo(() => parsePlace(hash), [hash]);
}

/** Parameters of the present page, and a way to change some of them. */
export function useParams(): [Record<string, string>, (patch: Patch, move?: Move) => void] {
  const { params } = usePlace();
  const change = useCallback((patch: Patch, move?: Move) => {
    const now = parsePlace(location.hash);
    go(formatPlace({ path: now.path, params: { ...now.params, ...patch } }), move);
  }, []);
  return [params, change];
}

/** For the router: the path after the #. */
export function useHashPath(): [string, (to: string, move?: Move) => void] {
  const { path } = usePlace();
  return [path, (to, move) => go(`#${to}`, move)];
}
