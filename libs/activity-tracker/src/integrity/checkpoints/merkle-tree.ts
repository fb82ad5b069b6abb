import { hash } from 'node:crypto';
import { HASH_BYTES } from '../chain/keyed-hash.js';

/** A wide tree needs one hash for fifteen records, a binary one a hash for each. */
const CHILDREN = 16;

interface Level {
  readonly children: Buffer;
  count: number;
}

/** Merkle tree of record hashes, sixteen children to a node; keeps one node per level. */
export class MerkleTree {
  private readonly levels: Level[] = [];
  count = 0;

  add(leaf: Buffer): void {
    this.count++;
    this.push(0, leaf);
  }

  /** Root of the leaves so far, bound to their number. */
  root(): Buffer {
    let carried: Buffer | undefined;
    for (const { children, count } of this.levels) {
      const own = children.subarray(0, count * HASH_BYTES);
      if (count === 0 && !carried) continue;
      carried = node(carried ? Buffer.concat([own, carried]) : own);
    }
    const size = Buffer.alloc(8);
    size.writeBigUInt64LE(BigInt(this.count));
    return node(Buffer.concat([size, carried ?? Buffer.alloc(0)]));
  }

  clear(): void {
    this.levels.length = 0;
    this.count = 0;
  }

  private push(depth: number, hash: Buffer): void {
    const level = (this.levels[depth] ??= { children: Buffer.alloc(CHILDREN * HASH_BYTES), count: 0 });
    hash.copy(level.children, level.count * HASH_BYTES);
    if (++level.count < CHILDREN) return;
    level.count = 0;
    this.push(depth + 1, node(level.children));
  }
}

const node = (children: Buffer): Buffer => hash('sha256', children, 'buffer');
