import { useEffect, useReducer } from 'preact/hooks';
import { usePanel, useSettings } from '../panel';
import type { Session } from '../session/session';
import type { Client } from './client';

export interface UserDescription {
  id: string | number;
  label: string;
  detail?: string;
  url?: string;
}

type UserId = string | number | null | undefined;

const FRESH_MS = 5 * 60_000;
/** As many as the API answers at once. */
const BATCH = 200;

/** Collects the ids that one rendering asks for, so that a list of people is one request. */
class Names {
  readonly listeners = new Set<() => void>();
  private readonly known = new Map<string, UserDescription>();
  private readonly asked = new Map<string, number>();
  private waiting: string[] = [];

  constructor(private readonly client: Client) {}

  of(id: UserId): UserDescription | undefined {
    return this.known.get(String(id));
  }

  ask(id: UserId): void {
    const key = String(id);
    if (id === null || id === undefined || Date.now() - (this.asked.get(key) ?? -Infinity) < FRESH_MS) return;
    this.asked.set(key, Date.now());
    if (this.waiting.push(key) === 1) setTimeout(() => void this.send());
  }

  private async send(): Promise<void> {
    const ids = this.waiting.splice(0, BATCH);
    if (this.waiting.length > 0) setTimeout(() => void this.send());
    try {
      const parameters = { ids: ids.map(encodeURIComponent).join(',') };
      const { users } = await this.client.get<{ users: Record<string, UserDescription> }>('names', parameters);
      for (const [id, description] of Object.entries(users)) this.known.set(id, description);
      for (const listener of this.listeners) listener();
    } catch {
      // A page without names is better than none.
    }
  }
}

const ofSession = new WeakMap<Session, Names>();

/** Names of people, in the order of their ids; `undefined` for those whom the application does not know. */
export function useNames(ids: readonly UserId[]): (UserDescription | undefined)[] {
  const { session } = usePanel();
  const areKnown = useSettings().names === true;
  const [, show] = useReducer((count: number) => count + 1, 0);
  const names = ofSession.get(session) ?? new Names(session.client);
  ofSession.set(session, names);
  useEffect(() => {
    if (!areKnown) return undefined;
    const listener = () => show(undefined);
    names.listeners.add(listener);
    for (const id of ids) names.ask(id);
    return () => void names.listeners.delete(listener);
  }, [areKnown, ids.join('\n')]);
  return ids.map((id) => names.of(id));
}

export const useName = (id: UserId): UserDescription | undefined => useNames([id])[0];
