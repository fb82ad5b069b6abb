import { randomFillSync } from 'node:crypto';
import { TYPE_BINARY } from '../../bson/bson-bytes.js';
import { HASH_BYTES, KEY_ID_BYTES } from './keyed-hash.js';
import { CHAIN_FIELD } from './record-parts.js';

const SALT_BYTES = 16;
const SALT_POOL = 16_384;
const SUBTYPE_BYTES = 1;
const LENGTH_BYTES = 4;

/** What became of the record since it was linked. */
export const LINK_KIND = { whole: 1, bodiesReplaced: 2, erased: 3, corrected: 4, alone: 5 } as const;
export type LinkKind = (typeof LINK_KIND)[keyof typeof LINK_KIND];

const PREVIOUS = 1 + KEY_ID_BYTES;
const HASH = PREVIOUS + HASH_BYTES;
/** Behind the hash, what the kind has: salts, the hash of the removed bodies, a seal of the change. */
const REST = HASH + HASH_BYTES;
const SIZES: Readonly<Record<number, number>> = {
  [LINK_KIND.whole]: REST + SALT_BYTES + SALT_BYTES,
  [LINK_KIND.bodiesReplaced]: REST + SALT_BYTES + HASH_BYTES + HASH_BYTES,
  [LINK_KIND.erased]: REST + HASH_BYTES,
  [LINK_KIND.corrected]: REST + HASH_BYTES,
  [LINK_KIND.alone]: REST + SALT_BYTES + SALT_BYTES,
};

export class ChainLink {
  constructor(readonly bytes: Buffer) {}

  /** `undefined` if the bytes are no link. */
  static read(bytes: Buffer): ChainLink | undefined {
    return bytes.length > 0 && bytes.length === SIZES[bytes[0]!] ? new ChainLink(bytes) : undefined;
  }

  static create(kind: LinkKind): ChainLink {
    const bytes = Buffer.alloc(SIZES[kind]!);
    bytes[0] = kind;
    return new ChainLink(bytes);
  }

  get kind(): LinkKind {
    return this.bytes[0] as LinkKind;
  }

  get keyId(): Buffer {
    return this.bytes.subarray(1, PREVIOUS);
  }

  get previous(): Buffer {
    return this.bytes.subarray(PREVIOUS, HASH);
  }

  /** Hash of this record as it was recorded. */
  get hash(): Buffer {
    return this.bytes.subarray(HASH, REST);
  }

  get salt(): Buffer {
    return this.bytes.subarray(REST, REST + SALT_BYTES);
  }

  /** Only of a whole record. */
  get bodySalt(): Buffer {
    return this.bytes.subarray(REST + SALT_BYTES, REST + SALT_BYTES + SALT_BYTES);
  }

  /** Only where bodies were removed. */
  get bodies(): Buffer {
    return this.bytes.subarray(REST + SALT_BYTES, REST + SALT_BYTES + HASH_BYTES);
  }

  /** Only of a record that was changed. */
  get seal(): Buffer {
    return this.bytes.subarray(this.bytes.length - HASH_BYTES);
  }

  /** A link of another kind with the same place in the chain. */
  as(kind: LinkKind): ChainLink {
    const other = ChainLink.create(kind);
    this.bytes.copy(other.bytes, 1, 1, REST);
    if (kind === LINK_KIND.bodiesReplaced) this.salt.copy(other.salt);
    return other;
  }
}

const KEY = Buffer.from(`${CHAIN_FIELD}\0`);
/** Bytes of a `chain` element before the link. */
export const LINK_HEAD = 1 + KEY.length + LENGTH_BYTES + SUBTYPE_BYTES;
/** Where the value of a `chain` element begins, counted from its length. */
export const BINARY_HEAD = LENGTH_BYTES + SUBTYPE_BYTES;

/** The BSON element of one link, written again for each record: what is returned is valid until the next. */
export class LinkElement {
  readonly bytes = Buffer.alloc(LINK_HEAD + SIZES[LINK_KIND.whole]!);
  readonly link = new ChainLink(this.bytes.subarray(LINK_HEAD));
  readonly previous = this.link.previous;
  readonly hash = this.link.hash;
  readonly salt = this.link.salt;
  readonly bodySalt = this.link.bodySalt;
  private readonly salts = Buffer.alloc(SALT_POOL);
  private used = SALT_POOL;

  constructor(keyId: Buffer) {
    this.bytes[0] = TYPE_BINARY;
    KEY.copy(this.bytes, 1);
    this.bytes.writeInt32LE(this.link.bytes.length, 1 + KEY.length);
    this.link.bytes[0] = LINK_KIND.whole;
    keyId.copy(this.link.keyId);
  }

  /** Salts, because a hash of the rest would let a guess of what was erased be checked. */
  salted(): void {
    if (this.used === SALT_POOL) {
      randomFillSync(this.salts);
      this.used = 0;
    }
    this.salts.copy(this.bytes, LINK_HEAD + REST, this.used, (this.used += SALT_BYTES + SALT_BYTES));
  }
}

export function chainElement(link: ChainLink): Buffer {
  const element = Buffer.alloc(LINK_HEAD + link.bytes.length);
  element[0] = TYPE_BINARY;
  KEY.copy(element, 1);
  element.writeInt32LE(link.bytes.length, 1 + KEY.length);
  link.bytes.copy(element, LINK_HEAD);
  return element;
}
