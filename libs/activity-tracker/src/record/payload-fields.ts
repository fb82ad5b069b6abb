/**
 * Claims to store: a name, or `{ claim: field }` to store a claim under another name, such as
 * `{ 'https://example.com/claims/company': 'company' }`.
 * @publicApi
 */
export type PayloadKeys = readonly (string | Readonly<Record<string, string>>)[];

/** Claims that identify a session, if recorded; the first one present counts. */
export const SESSION_CLAIMS = ['sid', 'jti'] as const;

export interface PayloadField {
  readonly claim: string;
  readonly field: string;
}

export function payloadFields(keys: PayloadKeys): PayloadField[] {
  return keys.flatMap((key) =>
    typeof key === 'string'
      ? [{ claim: key, field: key }]
      : Object.entries(key).map(([claim, field]) => ({ claim, field })),
  );
}
