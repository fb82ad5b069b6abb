import { HASH_BYTES } from '../chain/keyed-hash.js';
import type { IntegrityCheckpoint } from '../checkpoints/checkpoint.js';
import { MerkleTree } from '../checkpoints/merkle-tree.js';

export type SpanVerdict = 'proved' | 'mismatch' | 'incomplete';

/** The hashes that records hold for the span of one checkpoint; kept until all of them are known. */
export class CheckpointSpan {
  private hashes: Buffer | undefined;
  private known: Uint8Array | undefined;
  private left: number;
  private result: SpanVerdict | undefined;

  constructor(readonly checkpoint: IntegrityCheckpoint) {
    this.left = checkpoint.to - checkpoint.from + 1;
  }

  /** A hash that the record itself holds, or the one after it. */
  note(seq: number, hash: Buffer): void {
    const { from, to } = this.checkpoint;
    if (this.result || seq < from || seq > to) return;
    const size = to - from + 1;
    this.hashes ??= Buffer.alloc(size * HASH_BYTES);
    this.known ??= new Uint8Array(size);
    const index = seq - from;
    if (this.known[index]) return;
    this.known[index] = 1;
    hash.copy(this.hashes, index * HASH_BYTES);
    if (--this.left === 0) this.finish();
  }

  /** Verdict at the end: without all hashes, the last one still proves the chain before it. */
  get verdict(): SpanVerdict {
    if (this.left === 0 && !this.result) this.finish();
    if (this.result) return this.result;
    const { from, to, head } = this.checkpoint;
    if (!this.known?.[to - from]) return 'incomplete';
    return this.hashAt(to - from).toString('hex') === head ? 'incomplete' : 'mismatch';
  }

  private finish(): void {
    const { from, to, root, head } = this.checkpoint;
    const tree = new MerkleTree();
    for (let index = 0; index <= to - from; index++) tree.add(this.hashAt(index));
    const isProved =
      tree.root().toString('hex') === root && (to < from || this.hashAt(to - from).toString('hex') === head);
    this.result = isProved ? 'proved' : 'mismatch';
    this.hashes = this.known = undefined;
  }

  private hashAt(index: number): Buffer {
    return this.hashes!.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }
}
