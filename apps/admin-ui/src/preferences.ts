import { isLanguage, type Language, LANGUAGES, preferredLanguage, Translator } from './i18n/translate';
import { DEFAULT_COLUMNS } from './pages/explorer/columns';
import type { Preferences } from './panel';
import { REFRESH_SECONDS } from './refresh';

const KEY = 'activity-tracker.preferences';

/** What the reader chose before, in this browser; nothing of it is about the log. */
export function storedPreferences(): Preferences {
  let stored: Partial<Preferences> = {};
  try {
    stored = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>;
  } catch {
    // Nothing can be kept, or what was kept is no JSON: begin with the defaults.
  }
  return {
    language: preferredLanguage(stored.language ?? null, navigator.languages),
    theme: stored.theme === 'light' || stored.theme === 'dark' ? stored.theme : 'auto',
    zone: typeof stored.zone === 'string' ? stored.zone : undefined,
    shortcuts: stored.shortcuts !== false,
    times: stored.times === 'absolute' ? 'absolute' : 'relative',
    density: stored.density === 'dense' ? 'dense' : 'roomy',
    columns: textsOf(stored.columns) ?? DEFAULT_COLUMNS,
    pinned: textsOf(stored.pinned) ?? [],
    refresh: REFRESH_SECONDS.find((seconds) => seconds === stored.refresh) ?? 0,
  };
}

const textsOf = (stored: unknown): string[] | undefined =>
  Array.isArray(stored) ? stored.filter((text) => typeof text === 'string') : undefined;

export function storePreferences(preferences: Preferences): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(preferences));
  } catch {
    // They then hold until the page is left.
  }
}

export async function loadTranslator(language: string): Promise<Translator> {
  const known: Language = isLanguage(language) ? language : 'en';
  return new Translator(known, await LANGUAGES[known].load());
}
