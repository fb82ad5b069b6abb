import { createHmac, timingSafeEqual } from 'node:crypto';

/** Keeps a signature from being used for anything else that the key signs. */
const PURPOSE = 'nestjs-activity-tracker archive manifest';
const KEY_ID_BYTES = 4;

export interface ManifestSignature {
  /** Tells another key from an edited manifest. */
  key_id: string;
  /** HMAC-SHA-256 over the rest of the manifest. */
  hmac: string;
}

/** A manifest as read; it may have been edited. */
interface Signed {
  readonly files: readonly unknown[];
  readonly signature?: Readonly<Partial<Record<keyof ManifestSignature, unknown>>> | null | undefined;
}

/** `unknown`: it is signed, and no key was given. */
export type SignatureState = 'valid' | 'edited' | 'other-key' | 'unsigned' | 'unknown';

export function signatureOf(manifest: Signed, key: string): ManifestSignature {
  // The order of the keys is that of the file, which JSON.parse keeps.
  const rest = JSON.stringify({ ...manifest, signature: undefined });
  const hmac = (text: string): Buffer => createHmac('sha256', key).update(`${PURPOSE}\n${text}`).digest();
  return { key_id: hmac('key').subarray(0, KEY_ID_BYTES).toString('hex'), hmac: hmac(rest).toString('hex') };
}

/** @param key `integrity.key`; `undefined` if none was given */
export function signatureState(manifest: Signed, key: string | undefined): SignatureState {
  const { signature } = manifest;
  if (signature === undefined) return 'unsigned';
  if (key === undefined) return 'unknown';
  const own = signatureOf(manifest, key);
  const given = Buffer.from(typeof signature?.hmac === 'string' ? signature.hmac : '', 'hex');
  const expected = Buffer.from(own.hmac, 'hex');
  if (given.length === expected.length && timingSafeEqual(given, expected)) return 'valid';
  return signature?.key_id === own.key_id ? 'edited' : 'other-key';
}

/** Why a manifest cannot be continued with this key; `undefined` if it can. */
export function signatureRefusal(manifest: Signed, key: string | undefined): string | undefined {
  const state = signatureState(manifest, key);
  if (state === 'unknown') return 'is signed: give the same key with --key-file or ACTIVITY_TRACKER_KEY';
  if (state === 'edited') return 'was edited after it was signed: restore it from a copy of the archive';
  if (state === 'other-key') return 'was signed with another key: give that one';
  if (state === 'unsigned' && key !== undefined && manifest.files.length > 0)
    return 'is not signed, so a signature would vouch for edits: name another directory with --to, or give no key';
  return undefined;
}
