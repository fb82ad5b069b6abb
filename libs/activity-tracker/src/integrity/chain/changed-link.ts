import { randomFillSync } from 'node:crypto';
import { ChainLink, LINK_KIND, type LinkKind } from './chain-link.js';
import { HASH_BYTES, type KeyedHash } from './keyed-hash.js';
import { chainLinkOf, RecordHash } from './record-hash.js';
import { RecordParts } from './record-parts.js';

/** For a record that the tracker itself changes after it was linked: the hash stays, salts go, a seal binds what is left. */
export class ChangedLink {
  private readonly before = new RecordParts();
  private readonly after = new RecordParts();
  private readonly hashes: RecordHash;

  constructor(private readonly hash: KeyedHash) {
    this.hashes = new RecordHash(hash);
  }

  /**
   * @param before the record as it was, in BSON
   * @param after the record as it will be, in BSON; a `chain` in it does not count
   * @returns `undefined` if the record has no link
   */
  of(before: Buffer, after: Buffer): ChainLink | undefined {
    if (!this.before.read(before) || !this.after.read(after)) return undefined;
    const link = chainLinkOf(this.before);
    return link && (this.withoutBodies(link) ?? this.sealed(link, LINK_KIND.erased));
  }

  /** As {@link of}, for a record that is written again before its request has ended. */
  corrected(before: Buffer, after: Buffer): ChainLink | undefined {
    if (!this.before.read(before) || !this.after.read(after)) return undefined;
    const link = chainLinkOf(this.before);
    return link && this.sealed(link, LINK_KIND.corrected);
  }

  /** For a record that is in no chain. */
  alone(document: Buffer): ChainLink | undefined {
    if (!this.after.read(document)) return undefined;
    const link = ChainLink.create(LINK_KIND.alone);
    this.hash.keyId.copy(link.keyId);
    randomFillSync(link.salt);
    randomFillSync(link.bodySalt);
    this.hashes.whole(this.after, link.previous, link.salt, link.bodySalt, link.hash);
    return link;
  }

  /** The rest can still be verified if only bodies changed. */
  private withoutBodies(link: ChainLink): ChainLink | undefined {
    if (link.kind !== LINK_KIND.whole && link.kind !== LINK_KIND.bodiesReplaced) return undefined;
    const changed = link.as(LINK_KIND.bodiesReplaced);
    if (link.kind === LINK_KIND.whole) this.hashes.bodiesInto(this.before, link.bodySalt, changed.bodies);
    else link.bodies.copy(changed.bodies);
    const hash = Buffer.alloc(HASH_BYTES);
    this.hashes.rest(this.after, link.previous, link.salt, changed.bodies, hash);
    if (!hash.equals(link.hash)) return undefined;
    this.hashes.sealOfBodies(this.after, changed).copy(changed.seal);
    return changed;
  }

  private sealed(link: ChainLink, kind: LinkKind): ChainLink {
    const sealed = link.as(kind);
    this.hash.keyId.copy(sealed.keyId);
    this.hashes.sealOfContent(this.after, sealed).copy(sealed.seal);
    return sealed;
  }
}
