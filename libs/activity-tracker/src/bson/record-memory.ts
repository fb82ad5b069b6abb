const BLOCK_BYTES = 256 * 1024;
/** Larger records get separate memory, to waste little at the end of a block. */
const LARGEST_BYTES = BLOCK_BYTES / 8;
/** Idle blocks kept; further blocks of an outage are freed. */
const MOST_IDLE = 16;

export interface Piece {
  readonly bytes: Uint8Array;
  readonly block: Block | undefined;
}

interface Block {
  readonly memory: Buffer;
  used: number;
  held: number;
}

/** Blocks are reused once all their records are released: memory per record would wait for a major garbage collection. */
export class RecordMemory {
  private readonly idle: Block[] = [];
  private current = newBlock();

  /** @param isAlone true for a separate allocation: a block stays in use while any of its pieces does */
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

  giveBack({ block }: Piece): void {
    if (!block || --block.held > 0) return;
    block.used = 0;
    if (block !== this.current && this.idle.length < MOST_IDLE) this.idle.push(block);
  }
}

function newBlock(): Block {
  return { memory: Buffer.allocUnsafeSlow(BLOCK_BYTES), used: 0, held: 0 };
}
