import { useQueries } from '@tanstack/preact-query';
import { usePanel, useSettings } from '../panel';
import type { Session } from '../session/session';
import type { Client } from './client';

/** How the application describes a person. */
export interface UserDescription {
  id: string | number;
  label: string;
  detail?: string;
  url?: string;
}

const FRESH_MS = 5 * 60_000;
/** As many as the API answers at once. */
const BATCH = 200;

/** Collects the ids that one rendering asks for, so that a list of people is one request. */
class NameLoader {
  private waiting = new Map<string, ((description: UserDescription | null) => void)[]>();

  constructor(private readonly client: Client) {}

  load(id: string): Promise<UserDescription | null> {
    if (this.waiting.size === 0) setTimeout(() => void this.send());
    return new Promise((resolve) => this.waiting.set(id, [...(this.waiting.get(id) ?? []), resolve]));
  }

  private async send(): Promise<void> {
    const { waiting } = this;
    this.waiting = new Map();
    const ids = [...waiting.keys()];
    for (let start = 0; start < ids.length; start += BATCH) {
      const batch = ids.slice(start, start + BATCH);
      const users = await this.ask(batch);
      for (const id of batch) for (const resolve of waiting.get(id) ?? []) resolve(users[id] ?? null);
    }
  }

  /** A page without names is better than none. */
  private async ask(ids: readonly string[]): Promise<Record<string, UserDescription>> {
    try {
      const parameters = { ids: ids.map(encodeURIComponent).join(',') };
      return (await this.client.get<{ users: Record<string, UserDescription> }>('names', parameters)).users;
    } catch {
      return {};
    }
  }
}

const loaders = new WeakMap<Session, NameLoader>();

function loaderOf(session: Session): NameLoader {
  let loader = loaders.get(session);
  if (!loader) loaders.set(session, (loader = new NameLoader(session.client)));
  return loader;
}

type UserId = string | number | null | undefined;

/** Names of people, in the order of their ids; `undefined` for those whom the application does not know. */
export function useNames(ids: readonly UserId[]): (UserDescription | undefined)[] {
  const { session } = usePanel();
  const areKnown = useSettings().names === true;
  return useQueries(
    {
      queries: ids.map((id) => ({
        queryKey: ['name', String(id)],
        queryFn: () => loaderOf(session).load(String(id)),
        enabled: areKnown && id !== null && id !== undefined,
        staleTime: FRESH_MS,
      })),
    },
    session.queries,
  ).map(({ data }) => data ?? undefined);
}

export const useName = (id: UserId): UserDescription | undefined => useNames([id])[0];
