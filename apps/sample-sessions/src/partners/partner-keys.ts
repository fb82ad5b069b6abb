import { generateKeyPairSync } from 'node:crypto';
import type { ActivityTrackerOptions } from 'nestjs-activity-tracker';

type Key = Pick<NonNullable<ActivityTrackerOptions['jwt']>, 'publicKey' | 'secretOrKeyProvider'>;

export const ISSUER = 'https://partners.example';
export const AUDIENCE = 'help-desk';
export const PARTNER_HEADER = 'x-partner-token';

/** For the demonstration only: real partners keep their private keys, and the help desk has the public ones. */
export const DEMO_KEY_ID = 'demo';
export const DEMO_KEYS = generateKeyPairSync('ec', {
  namedCurve: 'P-256',
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

const KEYS = new Map([[DEMO_KEY_ID, DEMO_KEYS.publicKey]]);

/** With `PARTNER_PUBLIC_KEY` there is one key; without it, one per partner. */
export function partnerKey({ PARTNER_PUBLIC_KEY }: NodeJS.ProcessEnv): Key {
  if (PARTNER_PUBLIC_KEY) return { publicKey: PARTNER_PUBLIC_KEY };
  return { secretOrKeyProvider: (_, token) => keyOf(token as string) };
}

/** @throws Error if the key of the token is unknown */
export function keyOf(token: string): string {
  const [header = ''] = token.split('.');
  const { kid } = JSON.parse(Buffer.from(header, 'base64url').toString()) as { kid?: string };
  const key = KEYS.get(kid ?? '');
  if (!key) throw new Error(`no partner has the key "${kid}"`);
  return key;
}
