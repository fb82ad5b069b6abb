import type { Client } from '../api/client';
import type { UserDescription } from '../api/people-types';

export type UserId = string | number | null | undefined;

const FRESH_MS = 5 * 60_000;
/** As many as the API answers at once. */
const BATCH = 200;
/** Servers refuse addresses of 8 to 16 kB, and with one the names of all others in it. */
const LONGEST = 4_000;

/** Names of people: from the answers that carry them, and from one request for the others of a rendering. */
export class Names {
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
    if (lengthOf(key) > LONGEST) return;
    if (this.waiting.push(key) === 1) setTimeout(() => void this.send());
  }

  /** An answer with `users` describes all its people whom the application knows: none of them is asked for again. */
  learn(answer: unknown): void {
    const { users } = answer as { users?: unknown };
    if (typeof users !== 'object' || users === null) return;
    for (const id of peopleIn(answer)) this.asked.set(String(id), Date.now());
    this.note(users as Record<string, UserDescription>);
  }

  /** Another user of the panel must not see the names that the previous one saw. */
  clear(): void {
    this.known.clear();
    this.asked.clear();
  }

  private note(users: Record<string, UserDescription>): void {
    for (const [id, description] of Object.entries(users)) {
      this.known.set(id, description);
      this.asked.set(id, Date.now());
    }
    for (const listener of this.listeners) listener();
  }

  /** How many of those that wait make an address of usual length. */
  private fitting(): number {
    let length = 0;
    const end = this.waiting.findIndex((id) => (length += lengthOf(id)) > LONGEST);
    return Math.min(BATCH, end < 0 ? this.waiting.length : end);
  }

  private async send(): Promise<void> {
    const ids = this.waiting.splice(0, this.fitting());
    if (this.waiting.length > 0) setTimeout(() => void this.send());
    try {
      await this.client.get('names', { ids: ids.map(encodeURIComponent).join(',') });
    } catch {
      // A page without names is better than none.
    }
  }
}

function* peopleIn(part: unknown): Generator {
  if (typeof part !== 'object' || part === null) return;
  for (const [name, value] of Object.entries(part)) {
    if (name === 'user_id') yield value;
    else yield* peopleIn(value);
  }
}

/** In an address, where the list of ids is encoded once more; half a character cannot be in one. */
function lengthOf(id: string): number {
  try {
    return encodeURIComponent(encodeURIComponent(id)).length + 3;
  } catch {
    return Infinity;
  }
}
