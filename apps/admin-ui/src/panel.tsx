import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { useSyncExternalStore } from 'preact/compat';
import type { Client } from './api/client';
import type { Permissions, Settings } from './api/panel-types';
import type { MessageKey, Translator, Values } from './i18n/translate';
import type { Session, SessionState } from './session/session';
import type { Clock } from './time/clock';

export interface Panel {
  session: Session;
  translator: Translator;
  clock: Clock;
  preferences: Preferences;
  prefer(change: Partial<Preferences>): void;
}

export interface Preferences {
  language: string;
  theme: 'auto' | 'light' | 'dark';
  zone: string | undefined;
  shortcuts: boolean;
  /** How long ago, or when. */
  times: 'relative' | 'absolute';
  /** Height of the rows of records. */
  density: 'roomy' | 'dense';
  /** Ids of the columns of the list, in their order. */
  columns: readonly string[];
  /** Ids of the saved views above the list. */
  pinned: readonly string[];
  /** Seconds between two refreshes; 0 for none. */
  refresh: number;
}

export const PanelContext = createContext<Panel>(undefined as never);
export const usePanel = (): Panel => useContext(PanelContext);

export function useSession(session: Session): SessionState {
  return useSyncExternalStore(session.subscribe, () => session.current);
}

export const useSettings = (): Settings => useSession(usePanel().session).settings;
const EVERYTHING: Permissions = { view: true, bodies: true, export: true, erase: true, audit: true };
export const useMay = (): Permissions => ({ ...EVERYTHING, ...useSettings().permissions });
export const useClient = (): Client => usePanel().session.client;
export const useClock = (): Clock => usePanel().clock;

export interface Words {
  (key: MessageKey, values?: Values): string;
}

export function useWords(): Words {
  const { translator } = usePanel();
  return (key, values) => translator.write(key, values);
}
