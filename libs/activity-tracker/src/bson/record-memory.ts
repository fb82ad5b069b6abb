const BLOCK_BYTES = 256 * 1024;
/** Larger records have memory of their own, so that little is left over at the end of a block. */
const LARGEST_BYTES = BLOCK_BYTES / 8;
/** Blocks that are kept for later; what an outage took beyond goes back to the system. */
const MOST_IDLE = 16;

/** Bytes of one record, and where they have to be given back. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly block: Block | undefined;
}

interface Block {
  readonly memory: Buffer;
  used: number;
  /** Pieces that were not yet given back. */
  held: number;
}

/**
 * Where records wait. Its blocks are written over once all of their records have gone: memory that is asked for again for each
 * record is for the garbage collector to find, and where records outlive its young space only a major collection does.
 */
export class RecordMemory {
  private readonly idle: Block[] = [];
  private current = newBlock();

  /**
   * A copy, to be given back once.
   * @param isAlone in no block: a block stays taken while any of its pieces is held
   */
  copy(bytes: Uint8Array, isAlone = false): Piece {
    if (isAlone || bytes.length > LARGEST_BYTES) return { bytes: Uint8Array.from(bytes), block: undefined };
    if (this.current.used + bytes.length > BLOCK_BYTES) this.current = this.idle.pop() ?? newBlock();
    const block = this.current;
    const start = block.used;
    block.used += bytes.length;
    block.held++;
    const copied = block.memory.subarray(start, block.used);
    copied.set(bytes);
    return { bytes: copied, block };
  }

  /** What was in it is written over from now on. */
  giveBack({ block }: Piece): void {
    if (!block || --block.held > 0) return;
    block.used = 0;
    if (block !== this.current && this.idle.length < MOST_IDLE) this.idle.push(block);
  }
}

function newBlock(): Block {
  return { memory: Buffer.allocUnsafeSlow(BLOCK_BYTES), used: 0, held: 0 };
}
