import { useEffect, useReducer } from 'preact/hooks';
import { usePanel, useSettings } from '../panel';
import type { UserId } from '../session/names';
import { visible } from '../text/visible';
import type { UserDescription } from './people-types';

/** Names of people, in the order of their ids; `undefined` for those whom the application does not know. */
export function useNames(ids: readonly UserId[]): (UserDescription | undefined)[] {
  const { names } = usePanel().session;
  const areKnown = useSettings().names === true;
  const [, show] = useReducer((count: number) => count + 1, 0);
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

/** A person in a sentence: by name, with the id; the id alone where the application knows no name. */
export function usePersonText(id: string): string {
  const name = useName(id);
  return visible(name ? `${name.label} (${id})` : id);
}
