import { LENGTH_BYTES } from '../../bson/value-size.js';
import { BINARY_HEAD, ChainLink, LINK_KIND } from './chain-link.js';
import { HASH_BYTES, type KeyedHash, PURPOSE } from './keyed-hash.js';
import type { ElementRange, RecordParts } from './record-parts.js';

/**
 * Hashes of records. A record's hash covers the hash of the record before, the salt, a hash of the bodies, and every
 * other element as it is stored. Bodies have a separate hash, so that the rest can be verified when they are gone.
 */
export class RecordHash {
  private readonly bodies = Buffer.alloc(HASH_BYTES);

  constructor(readonly hash: KeyedHash) {}

  whole(parts: RecordParts, previous: Buffer, salt: Buffer, bodySalt: Buffer, target: Buffer): void {
    this.bodiesInto(parts, bodySalt, this.bodies);
    this.rest(parts, previous, salt, this.bodies, target);
  }

  bodiesInto(parts: RecordParts, bodySalt: Buffer, target: Buffer): void {
    this.hash.begin(PURPOSE.bodies).add(bodySalt);
    this.addBodies(parts);
    // Never published before the record's hash, which covers it with the key.
    this.hash.plainInto(target, 0);
  }

  rest(parts: RecordParts, previous: Buffer, salt: Buffer, bodies: Buffer, target: Buffer): void {
    this.hash.begin(PURPOSE.record).add(previous).add(salt).add(bodies);
    this.addRest(parts, true);
    this.hash.into(target, 0);
  }

  /** Binds what stands in the place of replaced bodies to the record. */
  sealOfBodies(parts: RecordParts, link: ChainLink): Buffer {
    this.hash.begin(PURPOSE.replacedBodies).add(link.hash);
    this.addBodies(parts);
    return this.hash.digest();
  }

  /** Binds the content that an erased or corrected record has now to its hash. */
  sealOfContent(parts: RecordParts, link: ChainLink): Buffer {
    const purpose = link.kind === LINK_KIND.erased ? PURPOSE.erased : PURPOSE.corrected;
    this.hash.begin(purpose).add(link.previous).add(link.hash);
    this.addRest(parts, false);
    return this.hash.digest();
  }

  private addBodies({ document, bodies }: RecordParts): void {
    for (let index = 0; index < bodies.length; index++) {
      const { from } = bodies[index]!;
      // Neighbors are one part: body and response usually are.
      while (bodies[index + 1]?.from === bodies[index]!.to) index++;
      this.hash.add(document, from, bodies[index]!.to);
    }
  }

  private addRest({ document, bodies, chain }: RecordParts, isWithoutBodies: boolean): void {
    let from = LENGTH_BYTES;
    const skip = (range: ElementRange): void => {
      if (range.from > from) this.hash.add(document, from, range.from);
      from = range.to;
    };
    let isChainLeft = chain !== undefined;
    if (isWithoutBodies) {
      for (const range of bodies) {
        if (isChainLeft && chain!.from < range.from) {
          skip(chain!);
          isChainLeft = false;
        }
        skip(range);
      }
    }
    if (isChainLeft) skip(chain!);
    if (from < document.length - 1) this.hash.add(document, from, document.length - 1);
  }
}

/** The link in a record; `undefined` if `chain` is absent or no link. */
export function chainLinkOf({ document, chain }: RecordParts): ChainLink | undefined {
  return chain && ChainLink.read(document.subarray(chain.value + BINARY_HEAD, chain.to));
}
