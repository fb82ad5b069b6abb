import { LINK_KIND } from '../chain/chain-link.js';
import { HASH_BYTES, KeyedHash } from '../chain/keyed-hash.js';
import { chainLinkOf, RecordHash } from '../chain/record-hash.js';
import { RecordParts } from '../chain/record-parts.js';

/**
 * `whole`: as recorded. `bodies-replaced`: the rest is as recorded. `erased`: content was replaced by an erasure. `corrected`: the
 * record was written again when its request ended otherwise than it had seemed.
 * `changed`: content or place in the chain is not as recorded. `other-key`: linked with another key, or with none while
 * a key is given. `keyed`: linked with a key, and none is given. `unchained`: without a link.
 */
export type RecordVerdict =
  'whole' | 'bodies-replaced' | 'erased' | 'corrected' | 'changed' | 'other-key' | 'keyed' | 'unchained';

export interface VerifiedRecord {
  readonly verdict: RecordVerdict;
  /** Copies; absent without a readable link. */
  readonly hash?: Buffer;
  readonly previous?: Buffer;
  /** Sealed, and in no chain: it tells of a removal. */
  readonly isAlone?: boolean;
}

const NO_KEY = new KeyedHash().keyId;

export class RecordVerifier {
  private readonly parts = new RecordParts();
  private readonly hashes: RecordHash;
  private readonly computed = Buffer.alloc(HASH_BYTES);

  constructor(private readonly key: KeyedHash) {
    this.hashes = new RecordHash(key);
  }

  get isKeyed(): boolean {
    return this.key.isKeyed;
  }

  /** @param document the record in BSON, as it is stored */
  verify(document: Buffer): VerifiedRecord {
    const { parts } = this;
    const isReadable = parts.read(document);
    if (isReadable && !parts.chain) return { verdict: 'unchained' };
    const link = isReadable ? chainLinkOf(parts) : undefined;
    if (!link) return { verdict: 'changed' };
    const verdict = this.verdict();
    if (link.kind === LINK_KIND.alone) return { verdict, isAlone: true };
    return { verdict, hash: Buffer.from(link.hash), previous: Buffer.from(link.previous) };
  }

  private verdict(): RecordVerdict {
    const { parts, hashes, computed } = this;
    const link = chainLinkOf(parts)!;
    if (!link.keyId.equals(this.key.keyId))
      return !this.key.isKeyed && !link.keyId.equals(NO_KEY) ? 'keyed' : 'other-key';
    switch (link.kind) {
      case LINK_KIND.whole:
      case LINK_KIND.alone:
        hashes.whole(parts, link.previous, link.salt, link.bodySalt, computed);
        return computed.equals(link.hash) ? 'whole' : 'changed';
      case LINK_KIND.bodiesReplaced:
        hashes.rest(parts, link.previous, link.salt, link.bodies, computed);
        if (!computed.equals(link.hash)) return 'changed';
        return hashes.sealOfBodies(parts, link).equals(link.seal) ? 'bodies-replaced' : 'changed';
      case LINK_KIND.erased:
        return hashes.sealOfContent(parts, link).equals(link.seal) ? 'erased' : 'changed';
      case LINK_KIND.corrected:
        return hashes.sealOfContent(parts, link).equals(link.seal) ? 'corrected' : 'changed';
    }
  }
}
