import { mongo } from 'mongoose';
import { EncodedRecord } from '../bson/encoded-record.js';
import { plainRecord } from '../bson/encoded-part.js';
import type { LastElement } from '../bson/record-encoder.js';
import { storedBytesOf } from '../record/stored-bytes.js';
import type { RecordSeals, RecordState } from '../storage/port/record-seals.js';
import type { IntegrityOptions } from './integrity.options.js';
import type { ActivityLog } from '../record/activity-log.js';
import { ChangedLink } from './chain/changed-link.js';
import { chainElement, type ChainLink, LINK_HEAD } from './chain/chain-link.js';
import { KeyedHash } from './chain/keyed-hash.js';
import { RecordChain } from './chain/record-chain.js';
import { RecordParts } from './chain/record-parts.js';
import { encodedBson, storedBsonOf } from './stored-bson.js';
import { RecordVerifier } from './verify/verify-record.js';

/** Links the records of one process's life, and seals what the tracker changes in linked records. */
export class RecordLinks {
  private readonly chain: RecordChain;
  private readonly changed: ChangedLink;
  private readonly parts = new RecordParts();
  private readonly verifier: RecordVerifier;

  constructor(hash: KeyedHash, linked?: (hash: Buffer) => void) {
    this.chain = new RecordChain(hash, linked);
    this.changed = new ChangedLink(hash);
    this.verifier = new RecordVerifier(hash);
  }

  /** The element `chain` for a record in BSON that was numbered right before; valid until the next call. */
  readonly link = (document: Buffer, { seq }: ActivityLog): Buffer | undefined =>
    seq === undefined ? undefined : this.chain.link(document, seq);

  /** Links a record that is not encoded. One that cannot be encoded stays as it is: the store will reject it. */
  linkPlain(record: ActivityLog): void {
    const element = this.try(() => this.link(encodedBson(plainRecord(record)), record));
    // A copy: the element is written again.
    if (element) record.chain = new mongo.Binary(Buffer.from(element.subarray(LINK_HEAD)));
  }

  /** Makes the element for a record that replaces one with the same number, in BSON if it could be encoded. */
  correcting(before: ActivityLog): LastElement {
    return (document) => {
      const bytes = before instanceof EncodedRecord ? (before as EncodedRecord).bytes : undefined;
      if (!bytes) return undefined;
      const link = this.changed.corrected(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), document);
      return link && chainElement(link);
    };
  }

  correctPlain(record: ActivityLog, before: ActivityLog): void {
    const link = this.try(() =>
      this.changed.corrected(
        encodedBson(plainRecord(before)),
        encodedBson(plainRecord({ ...record, chain: undefined })),
      ),
    );
    setLink(record, link);
  }

  /** The record in BSON without its bodies, with a link that says so. */
  readonly withoutBodies = (before: Buffer, after: Buffer): Buffer => {
    const link = this.changed.of(before, after);
    return link ? this.replaced(after, link) : after;
  };

  /** @param record as read from the store */
  stateOf(record: ActivityLog): RecordState {
    const { verdict } = this.verifier.verify(storedBsonOf(record));
    if (verdict === 'unchained') return 'unlinked';
    return verdict === 'changed' || verdict === 'other-key' ? 'changed' : 'linked';
  }

  /**
   * Seals what an erasure, or retention, leaves of a record. Without a link nothing changes. A record that was changed in
   * the store keeps its link: a seal would vouch for the change.
   */
  sealPlain(before: ActivityLog, after: ActivityLog): ActivityLog {
    const { chain } = before;
    if (chain === undefined) return after;
    const kept: ActivityLog = { ...after, instance: before.instance, seq: before.seq, chain };
    if (storedBytesOf(before) && this.stateOf(before) === 'changed') return kept;
    const link = this.try(() => this.changed.of(encodedBson(plainRecord(before)), encodedBson(plainRecord(kept))));
    setLink(kept, link);
    return kept;
  }

  /** Seals a record that is in no chain, because it is stored at once and not by the buffer. */
  note(record: ActivityLog): ActivityLog {
    const link = this.try(() => this.changed.alone(encodedBson(plainRecord(record))));
    const noted = { ...record };
    setLink(noted, link);
    return noted;
  }

  private replaced(document: Buffer, link: ChainLink): Buffer {
    const { from, to } = this.parts.read(document) && this.parts.chain ? this.parts.chain : { from: -1, to: -1 };
    if (from < 0) return document;
    const rest = [document.subarray(0, from), document.subarray(to, -1), chainElement(link), Buffer.alloc(1)];
    const copy = Buffer.from(Buffer.concat(rest));
    copy.writeInt32LE(copy.length);
    return copy;
  }

  private try<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch {
      return undefined;
    }
  }
}

/** Seals what the tracker changes in stored records, also where new ones are not chained. */
export function sealsOf({ chain, key }: Pick<IntegrityOptions, 'chain' | 'key'>): RecordSeals {
  let links: RecordLinks | undefined;
  const linked = (): RecordLinks => (links ??= new RecordLinks(new KeyedHash(key)));
  return {
    isKeyed: key !== undefined,
    stateOf: (record) => linked().stateOf(record),
    change: (before, after) => linked().sealPlain(before, after),
    note: (record) => (chain ? linked().note(record) : record),
  };
}

function setLink(record: ActivityLog, link: ChainLink | undefined): void {
  if (link) record.chain = new mongo.Binary(link.bytes);
}
