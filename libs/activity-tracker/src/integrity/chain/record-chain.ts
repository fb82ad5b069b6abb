import { LinkElement } from './chain-link.js';
import { HASH_BYTES, type KeyedHash } from './keyed-hash.js';
import { RecordHash } from './record-hash.js';
import { RecordParts } from './record-parts.js';

/** The chain of one process: each record is linked once, in the order of `seq`. */
export class RecordChain {
  /** Hash of the last record; zeros before the first. */
  readonly head = Buffer.alloc(HASH_BYTES);
  /** `seq` of the last record, or of the last that was dropped before it was encoded. */
  last = 0;
  private readonly element: LinkElement;
  private readonly parts = new RecordParts();
  private readonly hashes: RecordHash;

  /** @param linked called with each hash in the order of `seq`, without gaps; a record that was not encoded has the hash before */
  constructor(
    hash: KeyedHash,
    private readonly linked?: (hash: Buffer) => void,
  ) {
    this.hashes = new RecordHash(hash);
    this.element = new LinkElement(hash.keyId);
  }

  /**
   * The element `chain` for a record; valid until the next call.
   * @param document the record in BSON, without `chain`
   * @throws TypeError for an element of a type that records never have
   */
  link(document: Buffer, seq: number): Buffer {
    const { element, head, parts } = this;
    if (!parts.read(document)) throw new TypeError('the record cannot be read as BSON');
    for (; this.last < seq - 1; this.last++) this.linked?.(head);
    element.salted();
    head.copy(element.previous);
    this.hashes.whole(parts, element.previous, element.salt, element.bodySalt, element.hash);
    element.hash.copy(head);
    this.last = seq;
    this.linked?.(head);
    return element.bytes;
  }
}
