import { useCallback, useMemo, useSyncExternalStore } from 'preact/compat';
import { formatPlace, parsePlace, type Patch, type Place } from './place';

const listeners = new Set<() => void>();
const newKey = (): string => Math.random().toString(36).slice(2);

/** Tells the present entry of the browser's history from the others. A link that was followed makes an entry without one. */
export function entryKey(): string {
  const state = history.state as { key?: string } | null;
  if (state?.key !== undefined) return state.key;
  const key = newKey();
  history.replaceState({ ...state, key }, '');
  return key;
}

function notify(): void {
  entryKey();
  for (const listener of listeners) listener();
}
addEventListener('popstate', notify);
addEventListener('hashchange', notify);

export const subscribePlace = (listener: () => void): (() => void) => {
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
  if (replace) history.replaceState(history.state, '', to);
  else history.pushState({ key: newKey() }, '', to);
  notify();
}

/** A place of the panel, in the time zone that the present address fixes. */
export const placeTo = (path: string, params: Patch = {}): string =>
  formatPlace({ path, params: { tz: parsePlace(location.hash).params['tz'], ...params } });

export function usePlace(): Place {
  const hash = useSyncExternalStore(subscribePlace, hashNow);
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
