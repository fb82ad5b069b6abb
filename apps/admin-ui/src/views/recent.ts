import { useEffect } from 'preact/hooks';
import { parsePlace } from '../location/place';
import { usePlace } from '../location/use-place';
import { addressOf } from './address';

const KEY = 'activity-tracker.recent';
const MOST = 12;

/** Newest first. They name people: they are kept by this tab alone, and forgotten with its session. */
export function recentQuestions(): string[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEY) ?? '[]');
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  } catch {
    return [];
  }
}

export function forgetQuestions(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // Storage is forbidden: nothing was saved.
  }
}

/** Keeps each place with a question, once it is left or asked. */
export function useRecentQuestions(): void {
  const place = usePlace();
  const { q } = place.params;
  useEffect(() => {
    // Uses the place that was shown: the browser may already show the next one.
    if (q) keep(addressOf(place));
  }, [place.path, q]);
}

function keep(address: string): void {
  const isSame = (other: string) => questionOf(other) === questionOf(address);
  const others = recentQuestions().filter((other) => !isSame(other));
  try {
    sessionStorage.setItem(KEY, JSON.stringify([address, ...others].slice(0, MOST)));
  } catch {
    // Storage is forbidden or full: the list stays as it was.
  }
}

function questionOf(address: string): string {
  const { path, params } = parsePlace(`#${address}`);
  return `${path} ${params['q'] ?? ''}`;
}
