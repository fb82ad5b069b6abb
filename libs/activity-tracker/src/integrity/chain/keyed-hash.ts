import { createHmac, hash } from 'node:crypto';

export const HASH_BYTES = 32;
export const KEY_ID_BYTES = 4;
const BLOCK_BYTES = 64;
const INNER = 0x36;
const OUTER = 0x5c;
const INITIAL_BYTES = 64 * 1024;
const MOST_BYTES_KEPT = 4 * 1024 * 1024;

/** What a hash is made of; the first byte of its input, so that a hash of one kind never stands for another. */
export const PURPOSE = { record: 1, bodies: 2, replacedBodies: 3, erased: 4, checkpoint: 5, corrected: 6 } as const;

/** Parts are joined in reused memory and hashed with one call: a `Hmac` object costs more than hashing a record. */
export class KeyedHash {
  /** First bytes of a hash of the key, so that a wrong key can be told from a changed record; zeros without a key. */
  readonly keyId = Buffer.alloc(KEY_ID_BYTES);
  private readonly outer: Buffer | undefined;
  private readonly start: number = 0;
  private bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
  private readonly inner: Buffer | undefined;
  private at = 0;

  constructor(key?: string | Uint8Array) {
    if (key === undefined) return;
    const secret = keyBlock(key);
    this.inner = secret.map((byte) => byte ^ INNER) as Buffer;
    this.outer = Buffer.concat([secret.map((byte) => byte ^ OUTER), Buffer.alloc(HASH_BYTES)]);
    this.start = BLOCK_BYTES;
    this.inner.forEach((byte, index) => (this.bytes[index] = byte));
    createHmac('sha256', key).update('nestjs-activity-tracker key id').digest().copy(this.keyId, 0, 0, KEY_ID_BYTES);
  }

  get isKeyed(): boolean {
    return this.outer !== undefined;
  }

  begin(purpose: number): this {
    this.at = this.start;
    this.bytes[this.at++] = purpose;
    return this;
  }

  add(part: Uint8Array, from = 0, to = part.length): this {
    const length = to - from;
    if (this.at + length > this.bytes.length) this.grow(length);
    this.bytes.set(from === 0 && to === part.length ? part : part.subarray(from, to), this.at);
    this.at += length;
    return this;
  }

  /** Ends the hash without the key: for what only a keyed hash refers to. */
  plainInto(target: Buffer, at: number): void {
    target.write(hash('sha256', this.bytes.subarray(this.start, this.at), 'binary'), at, 'latin1');
    this.shrink();
  }

  into(target: Buffer, at: number): void {
    const inner = hash('sha256', this.bytes.subarray(0, this.at), 'binary');
    const { outer } = this;
    if (outer) {
      outer.write(inner, BLOCK_BYTES, 'latin1');
      target.write(hash('sha256', outer, 'binary'), at, 'latin1');
    } else target.write(inner, at, 'latin1');
    this.shrink();
  }

  digest(): Buffer {
    const digest = Buffer.alloc(HASH_BYTES);
    this.into(digest, 0);
    return digest;
  }

  private grow(more: number): void {
    const larger = Buffer.allocUnsafeSlow(Math.max(this.bytes.length * 2, this.at + more));
    this.bytes.copy(larger, 0, 0, this.at);
    this.bytes = larger;
  }

  private shrink(): void {
    if (this.bytes.length <= MOST_BYTES_KEPT) return;
    this.bytes = Buffer.allocUnsafeSlow(INITIAL_BYTES);
    this.inner?.copy(this.bytes);
  }
}

/** RFC 2104: a longer key is hashed first, a shorter one is filled up with zeros. */
function keyBlock(key: string | Uint8Array): Buffer {
  const bytes = typeof key === 'string' ? Buffer.from(key) : Buffer.from(key);
  const block = Buffer.alloc(BLOCK_BYTES);
  (bytes.length > BLOCK_BYTES ? hash('sha256', bytes, 'buffer') : bytes).copy(block);
  return block;
}
