import { HASH_BYTES, type KeyedHash } from '../chain/keyed-hash.js';
import { type CheckpointState, hashOfLine, type IntegrityCheckpoint, lineOf, signedCheckpoint } from './checkpoint.js';
import { MerkleTree } from './merkle-tree.js';

/** What a checkpoint says of the records, taken when they were made. */
export type TakenState = Pick<CheckpointState, 'from' | 'to' | 'root' | 'head' | 'final'>;

export class CheckpointMaker {
  private readonly tree = new MerkleTree();
  private readonly head = Buffer.alloc(HASH_BYTES);
  private to = 0;
  private number = 0;
  private previous: string | null = null;

  /**
   * @param every seconds between two checkpoints
   * @param retentionDays `storage.retentionDays`
   */
  constructor(
    private readonly instance: string,
    private readonly every: number,
    private readonly key: KeyedHash,
    private readonly retentionDays: number | null = null,
  ) {}

  /** In the order of `seq`, from 1. */
  add(hash: Buffer): void {
    this.tree.add(hash);
    hash.copy(this.head);
    this.to++;
  }

  /** The state of the records since the last call. */
  take(final = false): TakenState {
    const { tree, to, head } = this;
    const from = to - tree.count + 1;
    const state = { from, to, root: tree.root().toString('hex'), head: head.toString('hex'), final };
    tree.clear();
    return state;
  }

  /** Call it once for each state, in their order. */
  sign(taken: TakenState, time: Date): IntegrityCheckpoint {
    const { instance, every, key, previous, retentionDays } = this;
    const number = ++this.number;
    const state = {
      ...taken,
      instance,
      number,
      time: time.toISOString(),
      previous,
      every,
      retention_days: retentionDays,
    };
    const checkpoint = signedCheckpoint(state, key);
    this.previous = hashOfLine(lineOf(checkpoint));
    return checkpoint;
  }
}
