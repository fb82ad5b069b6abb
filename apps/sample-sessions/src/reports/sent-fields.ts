import { FILTERED, unescapeKey } from 'nestjs-activity-tracker';

export interface SentField {
  name: string;
  /** Its value was masked. */
  isHidden: boolean;
}

/** The fields of a body as its sender named them. A body is JSON text here: see `storage.bodyFormat`. */
export function sentFields(body: unknown): SentField[] {
  const sent: unknown = typeof body === 'string' ? JSON.parse(body) : body;
  return Object.entries(sent ?? {}).map(([name, value]) => ({ name: unescapeKey(name), isHidden: value === FILTERED }));
}
