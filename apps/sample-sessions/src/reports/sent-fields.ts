import { FILTERED, unescapeKey } from 'nestjs-activity-tracker';

export interface SentField {
  name: string;
  /** Whether the value was masked. */
  isHidden: boolean;
}

/** Field names as sent. Bodies are JSON text here: see `storage.bodyFormat`. */
export function sentFields(body: unknown): SentField[] {
  const sent: unknown = typeof body === 'string' ? JSON.parse(body) : body;
  return Object.entries(sent ?? {}).map(([name, value]) => ({ name: unescapeKey(name), isHidden: value === FILTERED }));
}
